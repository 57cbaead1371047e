//! The closed sets of words a prompt is described with, each with the slug the files use.
//!
//! The five components and their 21 sub-themes are those of Leamy et al. 2011 (Br J
//! Psychiatry 199:445). The kinds of recovery capital follow White & Cloud 2008. There is
//! one open place, `extra`, for what a community finds missing in the five letters.

use crate::domain::slug::slugged;

slugged! {
    /// One of the five parts of CHIME, or the open sixth.
    Component {
        /// Peers, relationships, support, community.
        Connectedness = "connectedness",
        /// Hope and optimism about the future.
        Hope = "hope",
        /// Who one is, beyond hard times and stigma.
        Identity = "identity",
        /// Meaning in life.
        Meaning = "meaning",
        /// Control, strengths, responsibility.
        Empowerment = "empowerment",
        /// What a community adds of its own.
        Extra = "extra",
    }
}

impl Component {
    /// The five that a core pack must hold in balance.
    pub const FIVE: [Self; 5] =
        [Self::Connectedness, Self::Hope, Self::Identity, Self::Meaning, Self::Empowerment];
}

slugged! {
    /// One of the 21 sub-themes.
    SubTheme {
        /// Peer support and support groups.
        PeerSupport = "peer_support",
        /// Relationships.
        Relationships = "relationships",
        /// Support from others.
        SupportFromOthers = "support_from_others",
        /// Being part of the community.
        Community = "community",
        /// Belief in the possibility of recovery.
        Belief = "belief",
        /// Motivation to change.
        Motivation = "motivation",
        /// Hope-inspiring relationships.
        HopePeople = "hope_people",
        /// Positive thinking and valuing effort.
        SmallWins = "small_wins",
        /// Dreams and aspirations.
        Dreams = "dreams",
        /// Dimensions of identity.
        Dimensions = "dimensions",
        /// Rebuilding a good sense of self.
        RebuildSelf = "rebuild_self",
        /// Overcoming stigma.
        Stigma = "stigma",
        /// The meaning of what was lived through.
        Experience = "experience",
        /// Spirituality.
        Spirituality = "spirituality",
        /// Quality of life.
        QualityOfLife = "quality_of_life",
        /// Meaningful roles.
        Roles = "roles",
        /// Meaningful goals.
        Goals = "goals",
        /// Rebuilding life.
        RebuildLife = "rebuild_life",
        /// Personal responsibility.
        Responsibility = "responsibility",
        /// Control over life.
        Control = "control",
        /// Focusing on strengths.
        Strengths = "strengths",
    }
}

impl SubTheme {
    /// The component it belongs to. A prompt of [`Component::Extra`] may use any.
    pub fn component(self) -> Component {
        match self {
            Self::PeerSupport | Self::Relationships | Self::SupportFromOthers | Self::Community => {
                Component::Connectedness
            }
            Self::Belief | Self::Motivation | Self::HopePeople | Self::SmallWins | Self::Dreams => {
                Component::Hope
            }
            Self::Dimensions | Self::RebuildSelf | Self::Stigma => Component::Identity,
            Self::Experience
            | Self::Spirituality
            | Self::QualityOfLife
            | Self::Roles
            | Self::Goals
            | Self::RebuildLife => Component::Meaning,
            Self::Responsibility | Self::Control | Self::Strengths => Component::Empowerment,
        }
    }
}

slugged! {
    /// A kind of recovery capital: what a person can draw on.
    Capital {
        /// Health, money, shelter, clothing, food, transport.
        PersonalPhysical = "personal_physical",
        /// Skills, knowledge, hope, self-esteem and the like.
        PersonalHuman = "personal_human",
        /// Family, by birth or choice, and friends.
        Social = "social",
        /// What the place around offers.
        Community = "community",
        /// Pathways that fit a person's culture.
        Cultural = "cultural",
    }
}

slugged! {
    /// A kind of human capital.
    Human {
        /// Values.
        Values = "values",
        /// Knowledge.
        Knowledge = "knowledge",
        /// Skills for learning and work.
        Skills = "skills",
        /// Solving problems.
        ProblemSolving = "problem_solving",
        /// Knowing oneself.
        SelfAwareness = "self_awareness",
        /// Thinking well of oneself.
        SelfEsteem = "self_esteem",
        /// Trust in what one can do.
        SelfEfficacy = "self_efficacy",
        /// Hope and optimism.
        Hope = "hope",
        /// How past, present and future look.
        ViewOfTime = "view_of_time",
        /// Meaning and purpose.
        Purpose = "purpose",
        /// Getting on with people.
        Interpersonal = "interpersonal",
    }
}

slugged! {
    /// The kind of support a prompt leads towards.
    Support {
        /// Facts and tips.
        Information = "information",
        /// A hand with something.
        Practical = "practical",
        /// Being heard.
        Emotional = "emotional",
        /// Being part of something.
        Belonging = "belonging",
        /// None in particular.
        None = "none",
    }
}

slugged! {
    /// How a prompt is answered.
    Format {
        /// Five steps with words at both ends.
        Scale = "scale",
        /// One of a few answers.
        Choice = "choice",
        /// Own words where they are allowed, else one of a few answers.
        Line = "line",
        /// An invitation to do something small.
        Action = "action",
    }
}

slugged! {
    /// How much a prompt asks of a person.
    Weight {
        /// Easy on any day.
        Light = "light",
        /// May touch something sore; never two running.
        Deeper = "deeper",
    }
}

slugged! {
    /// Whether a prompt speaks of "you" or of "we".
    Tone {
        /// Of "you".
        Individual = "individual",
        /// Of "we" and "my people".
        Collective = "collective",
    }
}

slugged! {
    /// What the bags and the directory need to know of a prompt.
    Tag {
        /// Rest, health, enjoyment.
        Wellbeing = "wellbeing",
        /// Giving something to others.
        Contribution = "contribution",
        /// Physical capital: health.
        Health = "health",
        /// Physical capital: money.
        Money = "money",
        /// Physical capital: shelter.
        Shelter = "shelter",
        /// Physical capital: clothing.
        Clothing = "clothing",
        /// Physical capital: food.
        Food = "food",
        /// Physical capital: transport.
        Transport = "transport",
    }
}

impl Tag {
    /// The six topics of physical capital.
    pub const PHYSICAL: [Self; 6] =
        [Self::Health, Self::Money, Self::Shelter, Self::Clothing, Self::Food, Self::Transport];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_21_sub_themes_and_each_component_of_the_five_has_its_share() {
        assert_eq!(SubTheme::ALL.len(), 21);
        let count = |wanted| SubTheme::ALL.iter().filter(|theme| theme.component() == wanted).count();
        assert_eq!(Component::FIVE.map(count), [4, 5, 3, 6, 3]);
    }

    #[test]
    fn a_slug_names_its_value_in_files_and_in_json() {
        for theme in SubTheme::ALL {
            assert_eq!(SubTheme::from_slug(theme.slug()), Some(*theme));
            assert_eq!(serde_json::to_string(theme).unwrap(), format!("\"{}\"", theme.slug()));
        }
    }
}
