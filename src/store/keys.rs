//! The operator's two keys, and what is made from them: references and wrapped data keys.
//!
//! The master key wraps one random data key a member, and can be changed (`rotate`); the reference key turns a
//! guild and a user into the reference under which that member's rows lie. Neither
//! is ever stored beside the data, printed or logged.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use jiff::civil::Date;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::domain::ids::{GuildId, MemberRef, UserId};
use crate::rng::Chance;

/// Bytes in a key.
pub const KEY_LENGTH: usize = 32;
/// Bytes of a random nonce before a ciphertext.
pub(super) const NONCE_LENGTH: usize = 24;
/// The version byte of everything sealed.
pub(super) const SEAL_VERSION: u8 = 1;
/// How many opened data keys the writer keeps at hand.
const CACHED: usize = 4_096;

/// A master key's bytes, wiped from memory when they are dropped.
pub type MasterKey = Zeroizing<[u8; KEY_LENGTH]>;

/// The operator's keys. Clones share one copy, which is wiped when the last goes.
#[derive(Clone)]
pub struct Keyring(Arc<Secrets>);

struct Secrets {
    /// The first wraps. All of them open: while the master key changes there are two.
    masters: RwLock<Vec<MasterKey>>,
    reference: Zeroizing<[u8; KEY_LENGTH]>,
}

/// The keys cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A key has another length than 32 bytes.
    #[error("the {which} key has {got} bytes and must have 32: restore the key file from the recovery sheet")]
    Length {
        /// Which of the two.
        which: &'static str,
        /// How many bytes it has.
        got: usize,
    },
    /// Both keys are the same bytes, so one file was copied over the other.
    #[error("the master key and the reference key are the same: one key file was copied over the other")]
    Same,
}

impl Keyring {
    /// From the bytes of both keys.
    ///
    /// # Errors
    /// When a key has not 32 bytes, or both are the same.
    pub fn new(master: &[u8], reference: &[u8]) -> Result<Self, KeyError> {
        let key = |which, bytes: &[u8]| {
            let key = <[u8; KEY_LENGTH]>::try_from(bytes);
            key.map(Zeroizing::new).map_err(|_| KeyError::Length { which, got: bytes.len() })
        };
        let (master, reference) = (key("master", master)?, key("reference", reference)?);
        if master == reference {
            return Err(KeyError::Same);
        }
        Ok(Self(Arc::new(Secrets { masters: RwLock::new(vec![master]), reference })))
    }

    /// Opens from now on also what `master` wrapped.
    pub fn accept(&self, master: MasterKey) {
        let mut masters = self.0.masters.write().unwrap_or_else(PoisonError::into_inner);
        if !masters.contains(&master) {
            masters.push(master);
        }
    }

    /// Whether data keys are wrapped with `master`.
    pub fn wraps_with(&self, master: &MasterKey) -> bool {
        self.with_masters(|masters| masters.first() == Some(master))
    }

    /// Wraps with `master` from now on.
    pub(super) fn adopt(&self, master: MasterKey) {
        let mut masters = self.0.masters.write().unwrap_or_else(PoisonError::into_inner);
        masters.retain(|other| *other != master);
        masters.insert(0, master);
    }

    /// Finds the master key that `proof` was made with, and wraps with it from now on. False when it is
    /// none of those known.
    pub(super) fn take_up(&self, proof: &[u8]) -> bool {
        let found =
            self.with_masters(|masters| masters.iter().find(|master| Self::proves(master, proof)).cloned());
        found.map(|master| self.adopt(master)).is_some()
    }

    fn with_masters<T>(&self, look: impl FnOnce(&[MasterKey]) -> T) -> T {
        look(&self.0.masters.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Two new keys, for a rehearsal or a test; `init` makes key files from bytes of its own.
    pub fn generate(chance: &Chance) -> Self {
        let (master, reference) = (Zeroizing::new(chance.bytes()), Zeroizing::new(chance.bytes()));
        Self(Arc::new(Secrets { masters: RwLock::new(vec![master]), reference }))
    }

    /// The reference of `user` in `guild`. The same person has unlike references in two communities.
    pub fn member_ref(&self, guild: GuildId, user: UserId) -> MemberRef {
        MemberRef(self.keyed_hash(&[b"m1", &guild.0.to_be_bytes(), &user.0.to_be_bytes()]))
    }

    /// A number for one member on one date that nobody can foresee: it chooses the card-less
    /// prompt, so that nothing has to be stored to choose the same one again.
    pub fn daily_hash(&self, member: MemberRef, date: Date) -> [u8; 16] {
        self.keyed_hash(&[b"d1", &member.0, date.to_string().as_bytes()])
    }

    /// What names one row of a member in the ledger of erasures, and tells nothing about it.
    pub(super) fn row_ref(&self, guild: GuildId, member: MemberRef, table: &str, row: &str) -> [u8; 16] {
        let length = [u8::try_from(table.len()).expect("our tables have short names")];
        let place = [b"r1", guild.0.to_be_bytes().as_slice(), &member.0, &length, table.as_bytes()].concat();
        self.keyed_hash(&[&place, row.as_bytes()])
    }

    /// What shows later that the reference key is the same. Tells nothing about the key.
    pub(super) fn reference_proof(&self) -> [u8; 16] {
        self.keyed_hash(&[b"p1"])
    }

    /// Wraps a member's data key; only the same guild and member open it.
    pub(super) fn wrap(&self, key: &DataKey, guild: GuildId, member: MemberRef, chance: &Chance) -> Vec<u8> {
        self.with_masters(|masters| Self::wrap_with(&masters[0], key, guild, member, chance))
    }

    /// The same with a master key of the caller's choice.
    pub(super) fn wrap_with(
        master: &MasterKey,
        key: &DataKey,
        guild: GuildId,
        member: MemberRef,
        chance: &Chance,
    ) -> Vec<u8> {
        encrypt(master, &key.0[..], &wrap_context(guild, member), chance)
    }

    /// Opens a wrapped data key; none when it was wrapped with another master key or for another member.
    pub(super) fn unwrap(&self, wrapped: &[u8], guild: GuildId, member: MemberRef) -> Option<DataKey> {
        let context = wrap_context(guild, member);
        let key = self
            .with_masters(|masters| masters.iter().find_map(|master| decrypt(master, wrapped, &context)))?;
        Some(DataKey(Zeroizing::new(key.as_slice().try_into().ok()?)))
    }

    /// Wraps the key of a community's period; only the same period opens it.
    pub(super) fn wrap_period(&self, key: &DataKey, guild: GuildId, period: i64, chance: &Chance) -> Vec<u8> {
        self.with_masters(|masters| Self::wrap_period_with(&masters[0], key, guild, period, chance))
    }

    /// The same with a master key of the caller's choice.
    pub(super) fn wrap_period_with(
        master: &MasterKey,
        key: &DataKey,
        guild: GuildId,
        period: i64,
        chance: &Chance,
    ) -> Vec<u8> {
        encrypt(master, &key.0[..], &period_context(guild, period), chance)
    }

    /// Opens the wrapped key of a period.
    pub(super) fn unwrap_period(&self, wrapped: &[u8], guild: GuildId, period: i64) -> Option<DataKey> {
        let context = period_context(guild, period);
        let key = self
            .with_masters(|masters| masters.iter().find_map(|master| decrypt(master, wrapped, &context)))?;
        Some(DataKey(Zeroizing::new(key.as_slice().try_into().ok()?)))
    }

    /// What shows later that the master key is the same.
    pub(super) fn master_proof(&self, chance: &Chance) -> Vec<u8> {
        self.with_masters(|masters| Self::proof_of(&masters[0], chance))
    }

    /// What shows later that a master key is this one.
    pub(super) fn proof_of(master: &MasterKey, chance: &Chance) -> Vec<u8> {
        encrypt(master, b"chimebot", b"p1", chance)
    }

    /// Whether `proof` was made with this master key.
    pub(super) fn proves(master: &MasterKey, proof: &[u8]) -> bool {
        decrypt(master, proof, b"p1").is_some_and(|text| text.as_slice() == b"chimebot")
    }

    /// Whether `proof` was made with a master key known here.
    pub(super) fn proves_master(&self, proof: &[u8]) -> bool {
        self.with_masters(|masters| masters.iter().any(|master| Self::proves(master, proof)))
    }

    /// HMAC-SHA256 under the reference key, cut to 16 bytes. The first part tells uses apart
    /// and all but the last have a fixed length, so no two inputs run together.
    fn keyed_hash(&self, parts: &[&[u8]]) -> [u8; 16] {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.0.reference[..])
            .expect("HMAC takes a key of any length");
        for part in parts {
            mac.update(part);
        }
        let full = mac.finalize().into_bytes();
        std::array::from_fn(|at| full[at])
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring(..)")
    }
}

/// One member's own key, or that of a period. Wiped from memory when dropped.
#[derive(Clone)]
pub(super) struct DataKey(pub(super) Zeroizing<[u8; KEY_LENGTH]>);

impl DataKey {
    /// A new one.
    pub(super) fn generate(chance: &Chance) -> Self {
        Self(Zeroizing::new(chance.bytes()))
    }
}

/// Data keys opened lately, so that a check-in need not read and unwrap its own each time.
#[derive(Default)]
pub(super) struct KeyCache(HashMap<(GuildId, MemberRef), DataKey>);

impl KeyCache {
    pub(super) fn get(&self, guild: GuildId, member: MemberRef) -> Option<DataKey> {
        self.0.get(&(guild, member)).cloned()
    }

    pub(super) fn put(&mut self, guild: GuildId, member: MemberRef, key: DataKey) {
        if self.0.len() >= CACHED {
            self.0.clear();
        }
        self.0.insert((guild, member), key);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn forget(&mut self, guild: GuildId, member: MemberRef) {
        self.0.remove(&(guild, member));
    }
}

fn wrap_context(guild: GuildId, member: MemberRef) -> Vec<u8> {
    [b"k1".as_slice(), &guild.0.to_be_bytes(), &member.0].concat()
}

fn period_context(guild: GuildId, period: i64) -> Vec<u8> {
    [b"k2".as_slice(), &guild.0.to_be_bytes(), &period.to_be_bytes()].concat()
}

/// `version | nonce | ciphertext`, by XChaCha20-Poly1305 with a random nonce.
pub(super) fn encrypt(key: &[u8; KEY_LENGTH], text: &[u8], context: &[u8], chance: &Chance) -> Vec<u8> {
    let nonce: [u8; NONCE_LENGTH] = chance.bytes();
    let sealed = XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(nonce), Payload { msg: text, aad: context })
        .expect("a text this short always encrypts");
    [&[SEAL_VERSION], nonce.as_slice(), &sealed].concat()
}

/// Opens what [`encrypt`] sealed; none when key, context, version or a byte differs.
pub(super) fn decrypt(key: &[u8; KEY_LENGTH], sealed: &[u8], context: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (version, rest) = sealed.split_first()?;
    let (nonce, text) = rest.split_first_chunk::<NONCE_LENGTH>()?;
    if *version != SEAL_VERSION {
        return None;
    }
    let opened = XChaCha20Poly1305::new(key.into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: text, aad: context })
        .ok()?;
    Some(Zeroizing::new(opened))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUILD: GuildId = GuildId(7);
    const MEMBER: MemberRef = MemberRef([9; 16]);

    fn keyring() -> Keyring {
        Keyring::new(&[1; 32], &[2; 32]).unwrap()
    }

    #[test]
    fn a_key_of_the_wrong_length_is_refused_with_a_sentence() {
        let error = Keyring::new(&[1; 31], &[2; 32]).unwrap_err();
        assert_eq!(error, KeyError::Length { which: "master", got: 31 });
        assert!(error.to_string().contains("has 31 bytes and must have 32"));
        assert_eq!(Keyring::new(&[1; 32], &[]).unwrap_err(), KeyError::Length { which: "reference", got: 0 });
        assert_eq!(Keyring::new(&[1; 32], &[1; 32]).unwrap_err(), KeyError::Same);
    }

    #[test]
    fn a_person_has_unlike_references_in_two_communities_and_under_two_keys() {
        let one = keyring();
        let other = Keyring::new(&[1; 32], &[3; 32]).unwrap();
        let here = one.member_ref(GUILD, UserId(5));
        assert_eq!(here, one.clone().member_ref(GUILD, UserId(5)));
        assert_ne!(here, one.member_ref(GuildId(8), UserId(5)));
        assert_ne!(here, one.member_ref(GUILD, UserId(6)));
        assert_ne!(here, other.member_ref(GUILD, UserId(5)));
    }

    #[test]
    fn the_daily_hash_changes_with_member_and_date() {
        let (keys, day) = (keyring(), jiff::civil::date(2026, 11, 22));
        let hash = keys.daily_hash(MEMBER, day);
        assert_eq!(hash, keys.daily_hash(MEMBER, day));
        assert_ne!(hash, keys.daily_hash(MEMBER, day.tomorrow().unwrap()));
        assert_ne!(hash, keys.daily_hash(MemberRef([8; 16]), day));
    }

    #[test]
    fn a_wrapped_key_opens_only_for_its_member_and_under_its_master() {
        let (keys, chance) = (keyring(), Chance::seeded(1));
        let key = DataKey::generate(&chance);
        let wrapped = keys.wrap(&key, GUILD, MEMBER, &chance);
        assert_eq!(wrapped.len(), 73);
        assert_eq!(keys.unwrap(&wrapped, GUILD, MEMBER).unwrap().0, key.0);
        assert!(keys.unwrap(&wrapped, GuildId(8), MEMBER).is_none());
        assert!(keys.unwrap(&wrapped, GUILD, MemberRef([0; 16])).is_none());
        let other = Keyring::new(&[4; 32], &[2; 32]).unwrap();
        assert!(other.unwrap(&wrapped, GUILD, MEMBER).is_none());
        for at in 0..wrapped.len() {
            let mut bent = wrapped.clone();
            bent[at] ^= 1;
            assert!(keys.unwrap(&bent, GUILD, MEMBER).is_none(), "byte {at}");
        }
    }

    #[test]
    fn the_key_of_a_period_opens_for_that_period_alone() {
        let (keys, chance) = (keyring(), Chance::seeded(1));
        let key = DataKey::generate(&chance);
        let wrapped = keys.wrap_period(&key, GUILD, 5, &chance);
        assert_eq!(wrapped.len(), 73);
        assert_eq!(keys.unwrap_period(&wrapped, GUILD, 5).unwrap().0, key.0);
        assert!(keys.unwrap_period(&wrapped, GUILD, 6).is_none());
        assert!(keys.unwrap_period(&wrapped, GuildId(8), 5).is_none());
        assert!(keys.unwrap(&wrapped, GUILD, MEMBER).is_none());
    }

    #[test]
    fn a_keyring_does_not_print_its_keys() {
        assert_eq!(format!("{:?}", keyring()), "Keyring(..)");
    }

    #[test]
    fn the_cache_forgets_on_demand_and_stays_small() {
        let (mut cache, chance) = (KeyCache::default(), Chance::seeded(2));
        for guild in 1..=(2 * CACHED as u64 + 1) {
            cache.put(GuildId(guild), MEMBER, DataKey::generate(&chance));
        }
        assert!(cache.0.len() <= CACHED);
        let last = GuildId(2 * CACHED as u64 + 1);
        assert!(cache.get(last, MEMBER).is_some());
        cache.forget(last, MEMBER);
        assert!(cache.get(last, MEMBER).is_none());
    }
}
