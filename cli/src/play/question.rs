//! What is predicted, and what it was.

use super::runs::{LANES, Runs, Score};

/// What is asked before anything is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Which lane answers its first request sooner.
    FirstAnswer,
    /// Which lane loses fewer requests afterwards.
    Lost,
}

/// What somebody predicts, and what was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The lane of this place.
    Lane(usize),
    /// Both are about the same.
    Alike,
}

/// What it was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fact {
    /// The answer under the first seed.
    pub answer: Answer,
    /// The numbers of both lanes; none of one that did not get that far.
    pub numbers: [Option<f64>; 2],
    /// Under how many seeds the answer was this one.
    pub held: usize,
}

/// Numbers that differ by less than a tenth of the greater are about the same (own judgement: nobody would choose a way of
/// deploying for less).
const ALIKE: f64 = 0.1;

impl Question {
    /// Both, in the order in which they are asked.
    pub const ALL: [Self; 2] = [Self::FirstAnswer, Self::Lost];

    /// The catalogue keys of this question end with it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::FirstAnswer => "first-answer",
            Self::Lost => "lost",
        }
    }

    /// What is counted; less is better.
    fn number(self, score: &Score) -> Option<f64> {
        match self {
            Self::FirstAnswer => score.first_answer_s,
            Self::Lost => score.first_answer_s.map(|_| score.lost),
        }
    }

    /// What it was.
    #[must_use]
    pub fn fact(self, runs: &Runs) -> Fact {
        let numbers = |scores: &[Score; 2]| scores.each_ref().map(|s| self.number(s));
        let all: Vec<[Option<f64>; 2]> = runs.scores.iter().map(numbers).collect();
        let first = all.first().copied().unwrap_or_default();
        let answer = better(first);
        Fact {
            answer,
            numbers: first,
            held: all.iter().filter(|n| better(**n) == answer).count(),
        }
    }
}

fn better(numbers: [Option<f64>; 2]) -> Answer {
    match numbers {
        [Some(a), Some(b)] if (a - b).abs() <= ALIKE * a.max(b) => Answer::Alike,
        [Some(a), Some(b)] => Answer::Lane(usize::from(b < a)),
        [Some(_), None] => Answer::Lane(0),
        [None, Some(_)] => Answer::Lane(1),
        [None, None] => Answer::Alike,
    }
}

impl Answer {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Lane(0), Self::Lane(1), Self::Alike];

    /// The lane's name; none where both are about the same.
    #[must_use]
    pub fn lane(self) -> Option<&'static str> {
        match self {
            Self::Lane(n) => LANES.get(n).copied(),
            Self::Alike => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, better};

    #[test]
    fn what_differs_by_less_than_a_tenth_is_about_the_same() {
        assert_eq!(better([Some(100.0), Some(91.0)]), Answer::Alike);
        assert_eq!(better([Some(100.0), Some(89.0)]), Answer::Lane(1));
        assert_eq!(better([Some(3.0), Some(161.0)]), Answer::Lane(0));
        assert_eq!(better([Some(0.0), Some(0.0)]), Answer::Alike);
        assert_eq!(better([None, Some(9.0)]), Answer::Lane(1));
    }
}
