//! The text form of the bot's two secret keys, as a file and on a recovery sheet.
//!
//! A key is 32 bytes, written as eight groups of eight hexadecimal digits so that a
//! person can copy it from paper, with a check of four bytes over its name and its
//! bytes: a slip of the pen, half a file or the other key's file are all noticed
//! before a database is opened with them. No error repeats a digit of a key.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// A key's bytes, wiped from memory when they are dropped.
pub type KeyBytes = Zeroizing<[u8; 32]>;

/// Which of the two keys a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyName {
    /// Wraps every member's own data key. Without it nothing that was kept can be read.
    Master,
    /// Turns guild and member into the reference under which rows lie.
    Reference,
}

impl KeyName {
    /// Both, in the order they are written.
    pub const ALL: [Self; 2] = [Self::Master, Self::Reference];

    /// The name inside the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Master => "master",
            Self::Reference => "reference",
        }
    }

    /// The usual name of the file.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Master => "master.key",
            Self::Reference => "reference.key",
        }
    }
}

/// Why a key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There is no file.
    #[error(
        "the {name} key is missing: there is no file {path}. If the bot has run before, restore it from its \
         recovery sheet or backup: without it nothing members kept can be read. If this is a new bot, run \
         `chimebot init`",
        name = name.as_str(), path = path.display()
    )]
    Missing {
        /// The key that was looked for.
        name: KeyName,
        /// Where.
        path: PathBuf,
    },
    /// The file is there and cannot be read or written.
    #[error("the key file {path} cannot be used: {why}. {todo}", path = path.display(), todo = unusable(why))]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// The text is no key.
    #[error(
        "the {name} key in {path} is not usable: {why}. Compare it with the recovery sheet, group by group",
        name = name.as_str(), path = path.display()
    )]
    Bad {
        /// The key that was looked for.
        name: KeyName,
        /// Where.
        path: PathBuf,
        /// What is wrong with it.
        why: BadKey,
    },
}

/// What to do about a key file that cannot be used.
fn unusable(why: &io::Error) -> &'static str {
    match why.kind() {
        io::ErrorKind::PermissionDenied => {
            "Let it belong to the user who runs the bot, and be readable by that user alone (chown, chmod 600)"
        }
        io::ErrorKind::IsADirectory | io::ErrorKind::NotADirectory => {
            "It must be a file: correct master_key or reference_key in [storage], or put the key back from its \
             recovery sheet"
        }
        _ => "Look at the disk it lies on and at the system's log",
    }
}

/// What is wrong with the text of a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// No line starts with `key:`.
    #[error("it has no line that starts with \"key:\"")]
    NoKey,
    /// No line starts with `check:`.
    #[error("it has no line that starts with \"check:\", so it may have been cut short")]
    NoCheck,
    /// Another number of digits than 64.
    #[error("a key has 64 digits and this one has {0}, so it has been cut short or something was added")]
    WrongLength(usize),
    /// A character that is no hexadecimal digit.
    #[error("group {0} holds something other than the digits 0-9 and a-f")]
    NotHex(usize),
    /// The check does not fit the key.
    #[error("its check does not fit, so at least one digit is wrong")]
    WrongCheck,
    /// It is the other key.
    #[error("it holds the {found} key; the two files may have been swapped", found = .0.as_str())]
    OtherKey(KeyName),
}

/// Reads the key `name` from a file's text. Upper case, spaces and hyphens do not matter.
pub fn parse(name: KeyName, text: &str) -> Result<KeyBytes, BadKey> {
    let stated = value_of(text, "name:").next().map(str::trim);
    if let Some(other) =
        KeyName::ALL.into_iter().find(|other| *other != name && stated == Some(other.as_str()))
    {
        return Err(BadKey::OtherKey(other));
    }
    let digits: Zeroizing<String> =
        Zeroizing::new(value_of(text, "key:").flat_map(str::chars).filter(|c| !is_gap(*c)).collect());
    if value_of(text, "key:").next().is_none() {
        return Err(BadKey::NoKey);
    }
    if let Some(at) = digits.chars().position(|c| !c.is_ascii_hexdigit()) {
        return Err(BadKey::NotHex(at / 8 + 1));
    }
    if digits.len() != 64 {
        return Err(BadKey::WrongLength(digits.len()));
    }
    let mut key = Zeroizing::new([0; 32]);
    for (byte, pair) in key.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
        *byte = nibble(pair[0]) << 4 | nibble(pair[1]);
    }
    let check: String = value_of(text, "check:")
        .next()
        .ok_or(BadKey::NoCheck)?
        .chars()
        .filter(|c| !is_gap(*c))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if check != check_of(name, &key) {
        // The check covers the name, so a file whose name line was lost or mended is told apart too.
        let other = KeyName::ALL.into_iter().find(|other| check == check_of(*other, &key));
        return Err(other.map_or(BadKey::WrongCheck, BadKey::OtherKey));
    }
    Ok(key)
}

/// The text of a key, as it is written to its file and onto the recovery sheet.
pub fn render(name: KeyName, key: &KeyBytes) -> Zeroizing<String> {
    let mut text = Zeroizing::new(format!("name:  {}\n", name.as_str()));
    for (group, bytes) in key.chunks_exact(4).enumerate() {
        text.push_str(match group {
            0 => "key:  ",
            4 => "\nkey:  ",
            _ => "",
        });
        text.push(' ');
        push_hex(&mut text, bytes);
    }
    let _ = write!(*text, "\ncheck: {}\n", check_of(name, key));
    text
}

/// Reads and checks the key `name` in the file at `path`.
pub fn read(name: KeyName, path: &Path) -> Result<KeyBytes, KeyFileError> {
    let text = std::fs::read(path).map_err(|why| {
        if why.kind() == io::ErrorKind::NotFound {
            KeyFileError::Missing { name, path: path.to_owned() }
        } else {
            KeyFileError::Unusable { path: path.to_owned(), why }
        }
    })?;
    let text = Zeroizing::new(text);
    // A key file is ASCII; what is not text fails as a wrong digit would.
    let text = std::str::from_utf8(&text).unwrap_or_default();
    parse(name, text).map_err(|why| KeyFileError::Bad { name, path: path.to_owned(), why })
}

/// Writes a new key file that only its owner may read (0600), and refuses to replace one.
pub fn write_new(name: KeyName, path: &Path, key: &KeyBytes) -> Result<(), KeyFileError> {
    let text = Zeroizing::new(format!(
        "# A chimebot key. Keep it secret, and keep a copy away from this machine.\n{}",
        *render(name, key)
    ));
    write_private(path, &text).map_err(|why| KeyFileError::Unusable { path: path.to_owned(), why })
}

/// Writes a new file with mode 0600 and waits until it is on the disk.
pub fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// What follows `label` on each line that starts with it.
fn value_of<'a>(text: &'a str, label: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| {
        let line = line.trim();
        let head = line.get(..label.len())?;
        head.eq_ignore_ascii_case(label).then(|| &line[label.len()..])
    })
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || c == '-'
}

/// The value of a hexadecimal digit; callers have checked that it is one.
fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => digit.to_ascii_lowercase() - b'a' + 10,
    }
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
}

/// Four bytes over the name and the key: enough for slips, and no help in guessing 32 random bytes.
fn check_of(name: KeyName, key: &KeyBytes) -> String {
    let digest = Sha256::new()
        .chain_update(b"chimebot key 1\0")
        .chain_update(name.as_str())
        .chain_update([0])
        .chain_update(key.as_slice())
        .finalize();
    let mut check = String::with_capacity(8);
    push_hex(&mut check, &digest[..4]);
    check
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Chance;

    fn a_key() -> KeyBytes {
        Zeroizing::new(Chance::seeded(11).bytes())
    }

    #[test]
    fn a_key_comes_back_from_its_text() {
        for name in KeyName::ALL {
            assert_eq!(parse(name, &render(name, &a_key())), Ok(a_key()));
        }
    }

    #[test]
    fn a_key_copied_by_hand_in_capitals_on_other_lines_is_the_same_key() {
        let text = render(KeyName::Master, &a_key()).to_uppercase().replace("\nKEY:", "\n\n  KEY: -");
        assert_eq!(parse(KeyName::Master, &text), Ok(a_key()));
    }

    #[test]
    fn every_single_wrong_digit_is_noticed() {
        let text = render(KeyName::Master, &a_key());
        let mut tried = 0;
        for (at, digit) in text.char_indices().filter(|(at, _)| text[..*at].contains("key:")) {
            if digit.is_ascii_hexdigit() && !text[..at].ends_with("ch") && !text[at..].starts_with("eck") {
                let other = if digit == '0' { "1" } else { "0" };
                let mut wrong = text.to_string();
                wrong.replace_range(at..=at, other);
                if wrong.contains("check:") && wrong.matches("key:").count() == 2 {
                    assert_eq!(parse(KeyName::Master, &wrong), Err(BadKey::WrongCheck), "at {at}");
                    tried += 1;
                }
            }
        }
        assert_eq!(tried, 64 + 8, "each digit of key and check was tried");
    }

    #[test]
    fn each_fault_has_its_own_sentence() {
        let text = render(KeyName::Master, &a_key());
        let cut = &text[..text.len() - 30];
        assert!(matches!(parse(KeyName::Master, cut), Err(BadKey::WrongLength(50..64))), "{cut}");
        assert_eq!(parse(KeyName::Master, ""), Err(BadKey::NoKey));
        let no_check = text.replace("check:", "chuck:");
        assert_eq!(parse(KeyName::Master, &no_check), Err(BadKey::NoCheck));
        assert_eq!(parse(KeyName::Master, "key: zz000000"), Err(BadKey::NotHex(1)));
        assert_eq!(parse(KeyName::Master, "key: 00000000 0000000l"), Err(BadKey::NotHex(2)));
    }

    #[test]
    fn the_other_keys_file_is_recognised_also_without_its_name() {
        let text = render(KeyName::Reference, &a_key());
        assert_eq!(parse(KeyName::Master, &text), Err(BadKey::OtherKey(KeyName::Reference)));
        let nameless = text.replace("name:", "");
        assert_eq!(parse(KeyName::Master, &nameless), Err(BadKey::OtherKey(KeyName::Reference)));
    }

    #[test]
    fn a_missing_file_is_told_apart_from_a_bad_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("master.key");
        let missing = read(KeyName::Master, &path).unwrap_err();
        assert!(missing.to_string().contains("recovery sheet"), "{missing}");
        std::fs::write(&path, b"\xff\xfe").unwrap();
        let bad = read(KeyName::Master, &path).unwrap_err();
        assert!(matches!(bad, KeyFileError::Bad { why: BadKey::NoKey, .. }), "{bad}");
    }

    #[test]
    fn a_file_that_cannot_be_used_is_told_with_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let folder = read(KeyName::Master, dir.path()).unwrap_err().to_string();
        assert!(folder.contains("It must be a file: correct master_key"), "{folder}");
        let why = io::Error::from(io::ErrorKind::PermissionDenied);
        let shut = KeyFileError::Unusable { path: "k".into(), why }.to_string();
        assert!(shut.contains("chown, chmod 600"), "{shut}");
    }

    #[test]
    fn a_key_file_is_private_and_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("master.key");
        write_new(KeyName::Master, &path, &a_key()).unwrap();
        assert_eq!(read(KeyName::Master, &path).unwrap(), a_key());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let again = Zeroizing::new([0; 32]);
        assert!(write_new(KeyName::Master, &path, &again).is_err());
        assert_eq!(read(KeyName::Master, &path).unwrap(), a_key());
    }

    #[test]
    fn no_error_repeats_a_digit_of_the_key() {
        let text = render(KeyName::Master, &a_key()).replace("check: ", "check: 00");
        let why = parse(KeyName::Master, &text).unwrap_err();
        let path = PathBuf::from("k");
        let said = format!("{:?}", KeyFileError::Bad { name: KeyName::Master, path, why });
        let group = &text.split("key:   ").nth(1).unwrap()[..8];
        assert!(text.contains(group) && !said.contains(group), "{said}");
    }
}
