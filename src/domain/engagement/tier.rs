//! How much a group's numbers may tell, by the size of the group (product contract, section 6).

use super::figure::Figure;

/// One whole epsilon, in millionths.
const ONE: u32 = 1_000_000;

/// A share of the privacy budget, in millionths: a fraction, so that sums and comparisons are exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epsilon(u32);

impl Epsilon {
    /// From millionths; none for zero and for more than the ledger ever allows.
    pub fn of_micro(micro: u32) -> Option<Self> {
        (1..=3 * ONE).contains(&micro).then_some(Self(micro))
    }

    /// In millionths.
    pub fn micro(self) -> u32 {
        self.0
    }

    /// As a fraction in its lowest terms.
    pub fn fraction(self) -> (u64, u64) {
        let (mut a, mut b) = (self.0, ONE);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        (u64::from(self.0 / a), u64::from(ONE / a))
    }

    /// How far the noise goes at most in 95 of 100 releases.
    pub fn within(self) -> i64 {
        let alpha = (-f64::from(self.0) / f64::from(ONE)).exp();
        let (mut beyond, mut within) = (2.0 * alpha / (1.0 + alpha), 0);
        while beyond > 0.05 {
            beyond *= alpha;
            within += 1;
        }
        within
    }

    /// Whether a gap between two numbers is more than three times what the noise is wide.
    pub fn tells_apart(self, gap: u64) -> bool {
        u128::from(gap) * u128::from(self.0) > 3 * u128::from(ONE)
    }
}

/// The size of a group, as far as it decides what may be told. Groups under ten have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// 10 to 24 people.
    From10,
    /// 25 to 99.
    From25,
    /// 100 to 499.
    From100,
    /// 500 and more.
    From500,
}

impl Tier {
    /// Every tier.
    pub const ALL: [Self; 4] = [Self::From10, Self::From25, Self::From100, Self::From500];

    /// The tier of a group: what its admins declared, but not more than it has members.
    pub fn of(declared: Option<u32>, members: u64) -> Option<Self> {
        let people = u64::from(declared?).min(members);
        Self::ALL.into_iter().rev().find(|tier| people >= u64::from(tier.number()))
    }

    /// The smallest number of people in it, under which it is stored.
    pub fn number(self) -> u32 {
        match self {
            Self::From10 => 10,
            Self::From25 => 25,
            Self::From100 => 100,
            Self::From500 => 500,
        }
    }

    /// The tier with that smallest number.
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.number() == number)
    }

    /// What a figure spends in one period; none where it is not released.
    pub fn epsilon(self, figure: Figure) -> Option<Epsilon> {
        let micro = match (self, figure) {
            (Self::From10, Figure::TookPart) | (Self::From25, Figure::TookPart | Figure::Support) => ONE,
            (Self::From100, Figure::TookPart | Figure::Support | Figure::Topic) => ONE / 2,
            (Self::From500, Figure::TookPart | Figure::Support | Figure::Topic) => ONE / 5,
            (Self::From500, Figure::Scale(_)) => 2 * ONE / 25,
            _ => return None,
        };
        Some(Epsilon(micro))
    }

    /// The figures it releases, each with what it spends.
    pub fn figures(self) -> impl Iterator<Item = (Figure, Epsilon)> {
        Figure::ALL.into_iter().filter_map(move |figure| Some((figure, self.epsilon(figure)?)))
    }

    /// What one period spends in all, in millionths.
    pub fn spends(self) -> u32 {
        self.figures().map(|(_, epsilon)| epsilon.micro()).sum()
    }

    /// What one period may never spend more than, in millionths.
    pub fn cap(self) -> u32 {
        match self {
            Self::From10 | Self::From100 => 2 * ONE,
            Self::From25 => 3 * ONE,
            Self::From500 => ONE,
        }
    }

    /// To the nearest how many a number is printed.
    pub fn prints_to(self) -> i64 {
        if self == Self::From500 { 10 } else { 1 }
    }
}
