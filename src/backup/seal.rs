//! Encrypting a file to the operator and reading it back; and opening it with the operator's identity.
//!
//! This machine cannot open its own backups. So each file is also encrypted to an identity
//! made for it alone, read back with that and compared; then the identity is forgotten. It is
//! only ever in memory.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::str::FromStr as _;

use age::x25519::{Identity, Recipient};
use age::{DecryptError, Decryptor, EncryptError, Encryptor};
use sha2::{Digest as _, Sha256};

/// Bytes handled at once.
const PIECE: usize = 64 << 10;

/// A file that could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The system refused a file.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The system refused the file that was to be written.
    #[error("it cannot be written: {0}")]
    Write(io::Error),
    /// The encryption failed.
    #[error("it could not be encrypted: {0}")]
    Encrypt(Box<EncryptError>),
    /// It is for somebody else.
    #[error("this identity does not open it: use the one whose public half is the recipient in [backup]")]
    NotForUs,
    /// It is no encrypted file, or it was changed or cut short.
    #[error("it is damaged or was cut short")]
    Damaged,
    /// What was read back is not what was written.
    #[error("what was read back is not what was written: look at the disk it lies on")]
    ReadBack,
}

impl From<EncryptError> for SealError {
    fn from(error: EncryptError) -> Self {
        match error {
            EncryptError::Io(error) => Self::Io(error),
            other => Self::Encrypt(Box::new(other)),
        }
    }
}

impl From<DecryptError> for SealError {
    fn from(error: DecryptError) -> Self {
        match error {
            DecryptError::Io(error) => Self::of_reading(error),
            DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed => Self::NotForUs,
            _ => Self::Damaged,
        }
    }
}

impl SealError {
    /// A failure while an encrypted file was read: its own reader reports damage as one of these kinds.
    fn of_reading(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Self::Damaged,
            _ => Self::Io(error),
        }
    }
}

/// Encrypts what `from` gives into the new file `to`, waits until it is on the disk, and reads it back.
pub fn seal(from: impl Read, to: &Path, recipient: &Recipient) -> Result<(), SealError> {
    let once = Identity::generate();
    let readers: [Recipient; 2] = [recipient.clone(), once.to_public()];
    let encryptor = Encryptor::with_recipients(readers.iter().map(|reader| reader as &dyn age::Recipient))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut sealed = encryptor.wrap_output(BufWriter::new(options.open(to)?))?;
    let written = pass(from, &mut sealed)?;
    let mut file = sealed.finish()?;
    file.flush()?;
    file.get_ref().sync_all()?;
    let mut nowhere = io::sink();
    if read(to, &[once], &mut nowhere)? == written { Ok(()) } else { Err(SealError::ReadBack) }
}

/// Opens the encrypted file `from` into the new file `to`, which its owner alone may read.
pub fn open(from: &Path, to: &Path, identities: &[Identity]) -> Result<(), SealError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = BufWriter::new(options.open(to).map_err(SealError::Write)?);
    read(from, identities, &mut file)?;
    file.flush().and_then(|()| file.get_ref().sync_all()).map_err(SealError::Write)
}

/// The identities in a file as `age-keygen` writes it; none when there is none in it.
pub fn identities(text: &str) -> Option<Vec<Identity>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let found: Vec<Identity> =
        lines.map(Identity::from_str).collect::<Result<_, _>>().ok().unwrap_or_default();
    (!found.is_empty()).then_some(found)
}

fn read(from: &Path, identities: &[Identity], to: &mut impl Write) -> Result<[u8; 32], SealError> {
    let decryptor = Decryptor::new(BufReader::new(File::open(from)?))?;
    let mut opened = decryptor.decrypt(identities.iter().map(|identity| identity as &dyn age::Identity))?;
    pass(&mut opened, to)
}

/// Copies everything, and gives its hash.
fn pass(mut from: impl Read, to: &mut impl Write) -> Result<[u8; 32], SealError> {
    let (mut hash, mut piece) = (Sha256::new(), vec![0; PIECE]);
    loop {
        let length = match from.read(&mut piece) {
            Ok(0) => return Ok(hash.finalize().into()),
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(SealError::of_reading(error)),
        };
        hash.update(&piece[..length]);
        to.write_all(&piece[..length]).map_err(SealError::Write)?;
    }
}

#[cfg(test)]
mod tests {
    use std::slice;

    use super::*;

    fn sealed(text: &[u8]) -> (tempfile::TempDir, std::path::PathBuf, Identity) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.age");
        let identity = Identity::generate();
        seal(text, &path, &identity.to_public()).unwrap();
        (folder, path, identity)
    }

    #[test]
    fn what_is_sealed_opens_for_the_operator_and_for_nobody_else() {
        let text = b"canary-sings-at-dawn ".repeat(10_000);
        let (folder, path, identity) = sealed(&text);
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(20).any(|window| window == b"canary-sings-at-dawn"));
        let to = folder.path().join("x");
        open(&path, &to, &[Identity::generate(), identity]).unwrap();
        assert_eq!(std::fs::read(&to).unwrap(), text);
        let to = folder.path().join("y");
        assert!(matches!(open(&path, &to, &[Identity::generate()]), Err(SealError::NotForUs)));
    }

    #[test]
    fn a_changed_or_shortened_file_is_refused() {
        let (folder, path, identity) = sealed(&b"0123456789".repeat(20_000));
        let whole = std::fs::read(&path).unwrap();
        for (number, at) in [0, 30, 200, whole.len() / 2, whole.len() - 1].into_iter().enumerate() {
            let mut bent = whole.clone();
            bent[at] ^= 1;
            std::fs::write(&path, &bent).unwrap();
            let to = folder.path().join(format!("bent {number}"));
            assert!(open(&path, &to, slice::from_ref(&identity)).is_err(), "byte {at}");
            std::fs::write(&path, &whole[..at]).unwrap();
            let to = folder.path().join(format!("cut {number}"));
            assert!(open(&path, &to, slice::from_ref(&identity)).is_err(), "cut after {at}");
        }
    }

    #[test]
    fn identities_are_read_as_age_keygen_writes_them() {
        use age::secrecy::ExposeSecret as _;
        let identity = Identity::generate();
        let text = format!(
            "# created: 2026-11-23T09:00:00Z\n# public key: {}\n{}\n",
            identity.to_public(),
            identity.to_string().expose_secret()
        );
        assert_eq!(identities(&text).unwrap()[0].to_public(), identity.to_public());
        assert!(identities("").is_none() && identities("age1nothing").is_none());
    }
}
