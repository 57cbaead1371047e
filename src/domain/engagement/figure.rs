//! The figures, and the fixed cells of each. No cell is left out for being empty: that would tell.

use crate::domain::prompt::Component;
use crate::domain::resource::{Support, Topic};

/// A closed set of cells of one figure, each with the word the database uses for it.
macro_rules! cells {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $slug:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every one, in the order in which they are printed.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            const SLUGS: &'static [&'static str] = &[$($slug),+];

            /// The word for it.
            pub fn slug(self) -> &'static str {
                Self::SLUGS[self as usize]
            }
        }
    };
}

cells! {
    /// Where an answer on a scale lies.
    Level {
        /// Below the middle.
        Low = "low",
        /// In the middle.
        Middle = "middle",
        /// Above the middle.
        High = "high",
    }
}

cells! {
    /// One of the five parts of CHIME, as a figure of its own.
    Part {
        /// Connectedness.
        Connectedness = "connectedness",
        /// Hope.
        Hope = "hope",
        /// Identity.
        Identity = "identity",
        /// Meaning.
        Meaning = "meaning",
        /// Empowerment.
        Empowerment = "empowerment",
    }
}

impl Level {
    /// Where answer `index`, counted from 0, lies on a scale of `steps`; none where it is not on it.
    pub fn of(index: usize, steps: usize) -> Option<Self> {
        let last = steps.checked_sub(1).filter(|last| *last > 0 && index <= *last)?;
        Some(match (2 * index).cmp(&last) {
            std::cmp::Ordering::Less => Self::Low,
            std::cmp::Ordering::Equal => Self::Middle,
            std::cmp::Ordering::Greater => Self::High,
        })
    }
}

impl Part {
    /// The part that a question is about; none for what a community added beside the five.
    pub fn of(component: Component) -> Option<Self> {
        match component {
            Component::Connectedness => Some(Self::Connectedness),
            Component::Hope => Some(Self::Hope),
            Component::Identity => Some(Self::Identity),
            Component::Meaning => Some(Self::Meaning),
            Component::Empowerment => Some(Self::Empowerment),
            Component::Extra => None,
        }
    }
}

/// A figure. A member has at most one cell in each per period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figure {
    /// F1: people who answered at least one check-in.
    TookPart,
    /// F2: the kind of support first picked.
    Support,
    /// F3: the topic first picked.
    Topic,
    /// F4: where the last answer on a scale lay, for one part of CHIME.
    Scale(Part),
}

impl Figure {
    /// Every figure.
    pub const ALL: [Self; 8] = [
        Self::TookPart,
        Self::Support,
        Self::Topic,
        Self::Scale(Part::Connectedness),
        Self::Scale(Part::Hope),
        Self::Scale(Part::Identity),
        Self::Scale(Part::Meaning),
        Self::Scale(Part::Empowerment),
    ];

    /// The word the database uses for it.
    pub fn slug(self) -> &'static str {
        match self {
            Self::TookPart => "took_part",
            Self::Support => "support",
            Self::Topic => "topic",
            Self::Scale(Part::Connectedness) => "scale_connectedness",
            Self::Scale(Part::Hope) => "scale_hope",
            Self::Scale(Part::Identity) => "scale_identity",
            Self::Scale(Part::Meaning) => "scale_meaning",
            Self::Scale(Part::Empowerment) => "scale_empowerment",
        }
    }

    /// The figure with this word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.slug() == slug)
    }

    /// Whether the last of a period stands; of the others the first does.
    pub fn last_stands(self) -> bool {
        matches!(self, Self::Scale(_))
    }

    fn slugs(self) -> &'static [&'static str] {
        match self {
            Self::TookPart => &["people"],
            Self::Support => Support::SLUGS,
            Self::Topic => Topic::SLUGS,
            Self::Scale(_) => Level::SLUGS,
        }
    }

    /// Its cells, in the order in which they are printed.
    pub fn cells(self) -> impl Iterator<Item = Cell> {
        (0..).zip(self.slugs()).map(move |(bin, _)| Cell { figure: self, bin })
    }

    /// The cell of this number.
    pub fn cell(self, bin: u8) -> Option<Cell> {
        (usize::from(bin) < self.slugs().len()).then_some(Cell { figure: self, bin })
    }
}

/// One number of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    figure: Figure,
    bin: u8,
}

impl Cell {
    /// The figure it belongs to.
    pub fn figure(self) -> Figure {
        self.figure
    }

    /// Its number in the figure, from 0.
    pub fn bin(self) -> u8 {
        self.bin
    }

    /// The word for it, unlike those of its figure's other cells.
    pub fn slug(self) -> &'static str {
        self.figure.slugs()[usize::from(self.bin)]
    }

    /// The cell of a figure with this word.
    pub fn from_slug(figure: Figure, slug: &str) -> Option<Self> {
        figure.cells().find(|cell| cell.slug() == slug)
    }
}

/// What a member may be counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// They answered a check-in.
    TookPart,
    /// They picked a kind of support.
    Support(Support),
    /// They picked a topic.
    Topic(Topic),
    /// They answered a question about a part on a scale.
    Scale(Part, Level),
}

impl Counted {
    /// Where it is counted.
    pub fn cell(self) -> Cell {
        let (figure, bin) = match self {
            Self::TookPart => (Figure::TookPart, 0),
            Self::Support(way) => (Figure::Support, way as u8),
            Self::Topic(topic) => (Figure::Topic, topic as u8),
            Self::Scale(part, level) => (Figure::Scale(part), level as u8),
        };
        Cell { figure, bin }
    }
}
