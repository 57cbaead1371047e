//! Sealed columns: what a member answered or wrote, encrypted under the member's own key.
//!
//! The associated data names the place of a value, so that a value copied to another
//! row, column or member does not open. Lengths are hidden in a few sizes.

use zeroize::Zeroizing;

use super::error::StoreError;
use super::keys::{DataKey, SEAL_VERSION, decrypt, encrypt};
use crate::domain::ids::{GuildId, MemberRef};
use crate::rng::Chance;

/// Sizes to which a text is filled up, its four length bytes included; beyond the last, multiples of it.
const SIZES: [usize; 4] = [64, 256, 1_024, 2_048];

/// The place of a sealed value.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) table: &'static str,
    pub(super) column: &'static str,
    /// What tells the row from the member's other rows.
    pub(super) row: &'a str,
    pub(super) guild: GuildId,
    pub(super) member: MemberRef,
}

impl Place<'_> {
    /// Seals `text` for this place.
    pub(super) fn seal(&self, key: &DataKey, text: &[u8], chance: &Chance) -> Vec<u8> {
        encrypt(&key.0, &padded(text), &self.context(), chance)
    }

    /// Opens what was sealed for this place.
    pub(super) fn open(&self, key: &DataKey, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let filled = decrypt(&key.0, sealed, &self.context()).ok_or(StoreError::Sealed(self.table))?;
        let (length, rest) = filled.split_first_chunk::<4>().ok_or(StoreError::Sealed(self.table))?;
        let length = u32::from_be_bytes(*length) as usize;
        rest.get(..length).map(|text| Zeroizing::new(text.to_vec())).ok_or(StoreError::Sealed(self.table))
    }

    /// The associated data. Parts of varying length carry their length, so that no two places run together.
    fn context(&self) -> Vec<u8> {
        let mut context = b"v1".to_vec();
        for part in [self.table, self.column, self.row] {
            context.extend((part.len() as u64).to_be_bytes());
            context.extend(part.as_bytes());
        }
        context.extend(self.guild.0.to_be_bytes());
        context.extend(self.member.0);
        context.push(SEAL_VERSION);
        context
    }
}

fn padded(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let length = u32::try_from(text.len()).expect("a sealed text is far below 4 GiB");
    let needed = text.len() + 4;
    let largest = SIZES[SIZES.len() - 1];
    let size = SIZES.into_iter().find(|size| *size >= needed).unwrap_or(needed.next_multiple_of(largest));
    let mut filled = Zeroizing::new(Vec::with_capacity(size));
    filled.extend(length.to_be_bytes());
    filled.extend(text);
    filled.resize(size, 0);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'static> =
        Place { table: "answer", column: "sealed", row: "r", guild: GuildId(1), member: MemberRef([2; 16]) };

    #[test]
    fn a_sealed_text_comes_back_and_shows_only_its_size_class() {
        let chance = Chance::seeded(3);
        let key = DataKey::generate(&chance);
        for (length, size) in
            [(0, 64), (60, 64), (61, 256), (252, 256), (1_000, 1_024), (2_044, 2_048), (2_045, 4_096)]
        {
            let text = vec![b'x'; length];
            let sealed = PLACE.seal(&key, &text, &chance);
            assert_eq!(sealed.len(), 1 + 24 + size + 16, "for {length} bytes");
            assert_eq!(*PLACE.open(&key, &sealed).unwrap(), text);
        }
        assert_ne!(
            PLACE.seal(&key, b"a", &chance),
            PLACE.seal(&key, b"a", &chance),
            "each has its own nonce"
        );
    }

    #[test]
    fn a_sealed_text_opens_nowhere_else() {
        let chance = Chance::seeded(4);
        let key = DataKey::generate(&chance);
        let sealed = PLACE.seal(&key, b"mine", &chance);
        let elsewhere = [
            Place { table: "days", ..PLACE },
            Place { column: "other", ..PLACE },
            Place { row: "s", ..PLACE },
            Place { guild: GuildId(2), ..PLACE },
            Place { member: MemberRef([3; 16]), ..PLACE },
            Place { table: "answers", column: "ealed", ..PLACE },
        ];
        for place in elsewhere {
            assert!(matches!(place.open(&key, &sealed), Err(StoreError::Sealed(_))));
        }
        assert!(PLACE.open(&DataKey::generate(&chance), &sealed).is_err(), "another key");
        assert!(PLACE.open(&key, &sealed[..30]).is_err(), "cut short");
    }
}
