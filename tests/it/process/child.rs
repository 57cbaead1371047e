//! A `chimebot` process, and the folder it lives in.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::os::fd::AsRawFd as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use chimebot::standin::StandIn;
use tempfile::TempDir;

/// How long a test waits for a process to say or do something.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where nothing listens.
pub const NOWHERE: &str = "http://127.0.0.1:1";

/// The binary, as it was when the first process was started: a build beside a long test puts
/// another file in its place, and every life of one bot must be the same program.
fn program() -> &'static str {
    static PROGRAM: OnceLock<(String, Option<File>)> = OnceLock::new();
    let (path, _open) = PROGRAM.get_or_init(|| {
        let path = env!("CARGO_BIN_EXE_chimebot");
        if !cfg!(target_os = "linux") {
            return (path.to_owned(), None);
        }
        let file = File::open(path).unwrap();
        (format!("/proc/{}/fd/{}", std::process::id(), file.as_raw_fd()), Some(file))
    });
    path
}

/// The folder of a bot that `chimebot init` has just set up.
pub struct Home {
    folder: TempDir,
    token: String,
}

impl Home {
    /// A bot whose Discord is `standin`.
    pub fn of(standin: &StandIn) -> Self {
        Self::at(&standin.base_url(), standin.token())
    }

    /// A bot whose Discord is at `proxy`.
    pub fn at(proxy: &str, token: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut init = Command::new(program());
        init.current_dir(folder.path()).env_clear().stdin(Stdio::null()).args([
            "init",
            "--application-id=1234567890123456789",
            "--operator-name=Riverside Peers",
            "--contact=hello@riverside.example.net",
            "--privacy-url=https://riverside.example.net/privacy",
            "--sheet=sheet.txt",
        ]);
        let output = init.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let home = Self { folder, token: token.to_owned() };
        home.edit("config.toml", "[discord]\n", &format!("[discord]\nproxy = \"{proxy}\"\n"));
        home
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Replaces a piece of a file that must be in it.
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} holds no {from:?}");
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    /// Adds lines to the end of the settings.
    pub fn set(&self, lines: &str) {
        let path = self.path().join("config.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, format!("{text}\n{lines}\n")).unwrap();
    }

    /// Writes a file, and the folders on the way to it.
    pub fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Every file below `data`, but for SQLite's shared memory and the lock, which hold nothing.
    pub fn data(&self) -> Vec<(String, Vec<u8>)> {
        let entries = std::fs::read_dir(self.path().join("data")).unwrap().map(Result::unwrap);
        let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
        let named = files.map(|entry| (entry.file_name().into_string().unwrap(), entry.path()));
        let kept = named.filter(|(name, _)| !name.ends_with("-shm") && name != "chimebot.lock");
        let mut data: Vec<_> = kept.map(|(name, path)| (name, std::fs::read(path).unwrap())).collect();
        // A look at a database leaves an empty log behind.
        data.retain(|(_, bytes)| !bytes.is_empty());
        data.sort();
        data
    }

    /// As `data`, once the bot has written what it writes at its start.
    pub async fn data_at_rest(&self) -> Vec<(String, Vec<u8>)> {
        loop {
            let before = self.data();
            tokio::time::sleep(Duration::from_millis(1_500)).await;
            if self.data() == before {
                return before;
            }
        }
    }

    /// Starts `run` on the stand-in's clock.
    pub fn run(&self, standin: &StandIn) -> Process {
        self.start(&["run", "--clock", &standin.base_url()])
    }

    /// Starts any subcommand.
    pub fn start(&self, args: &[&str]) -> Process {
        let mut command = Command::new(program());
        command.args(args);
        self.spawn(command)
    }

    /// Starts `run` under a shell that does `first`, so that the bot inherits what that changes.
    pub fn run_after(&self, first: &str, standin: &StandIn) -> Process {
        self.start_after(first, &["run", "--clock", &standin.base_url()])
    }

    /// Starts any subcommand in the same way.
    pub fn start_after(&self, first: &str, args: &[&str]) -> Process {
        let mut command = Command::new("bash");
        let script = format!("{first}; exec \"$0\" \"$@\"");
        command.args(["-c", &script, program()]).args(args);
        self.spawn(command)
    }

    /// Starts a subcommand with `credentials` laid for it as systemd lays them.
    pub fn start_with(&self, credentials: &Path, args: &[&str]) -> Process {
        let mut command = Command::new("env");
        command.arg(format!("CREDENTIALS_DIRECTORY={}", credentials.display())).arg(program()).args(args);
        self.spawn(command)
    }

    /// Runs a subcommand to its end and gives its exit code and all that it said.
    pub async fn ends(&self, args: &[&str]) -> (Option<i32>, String) {
        let mut process = self.start(args);
        let code = process.ended(PATIENCE).await;
        (code, process.said())
    }

    fn spawn(&self, mut command: Command) -> Process {
        command.current_dir(self.path()).env_clear().env("PATH", "/usr/bin:/bin");
        command.env("CHIMEBOT_TOKEN", &self.token);
        // A proxy for all programs that points nowhere: the bot must reach its own machine without it.
        command.env("HTTP_PROXY", NOWHERE).env("HTTPS_PROXY", NOWHERE).env("ALL_PROXY", NOWHERE);
        Process::of(command)
    }
}

/// A running process; it is killed with its handle.
pub struct Process {
    child: Child,
    said: Arc<Mutex<String>>,
}

impl Process {
    fn of(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        listen(child.stdout.take().unwrap(), &said);
        listen(child.stderr.take().unwrap(), &said);
        Self { child, said }
    }

    /// All that it printed and logged so far.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has said something.
    pub async fn until_said(&mut self, words: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.said().contains(words) {
            let ended = self.child.try_wait().unwrap();
            assert!(
                ended.is_none() && Instant::now() < end,
                "{words:?} was not said, {ended:?}: {}",
                self.said()
            );
            pause().await;
        }
    }

    /// Asks it to stop, as a service manager does.
    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("sh").args(["-c", "kill -TERM \"$0\"", &id]).status().unwrap().success());
    }

    /// Ends it as a power cut does.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until it has ended, and gives its exit code.
    pub async fn ended(&mut self, patience: Duration) -> Option<i32> {
        let end = Instant::now() + patience;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // What it said last is still on its way through the pipe.
                tokio::time::sleep(Duration::from_millis(50)).await;
                return status.code();
            }
            assert!(Instant::now() < end, "it did not end within {patience:?}: {}", self.said());
            pause().await;
        }
    }

    /// Asks it to stop and sees that it does, well and in time.
    pub async fn stops(mut self) -> String {
        self.terminate();
        // Five seconds are promised; the rest is for a machine that has much to do.
        assert_eq!(self.ended(Duration::from_secs(7)).await, Some(0), "{}", self.said());
        self.said()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Waits until `look` finds something.
pub async fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "waited in vain for: {what}");
        pause().await;
    }
}

async fn pause() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}

fn listen(from: impl Read + Send + 'static, said: &Arc<Mutex<String>>) {
    let said = Arc::clone(said);
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let mut said = said.lock().unwrap();
            said.push_str(&line);
            said.push('\n');
        }
    });
}
