//! What a scenario expects.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::app::node::Span;
use crate::event::Event;

/// One thing that is expected of every lane, or of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// What.
    pub what: What,
    /// Of which lane only.
    pub lane: Option<String>,
    /// Of which public service only; of all together when none is named.
    pub service: Option<String>,
    /// From which moment of the timeline until the next one only; the whole horizon when none is named.
    pub after: Option<String>,
    /// Where it stands.
    pub span: Option<Span>,
}

/// What can be expected.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// At least this part of the time every public service answers somebody; 0 to 1.
    Available(f64),
    /// Fewer requests than this are lost.
    LostBelow(f64),
    /// A smaller part of the requests than this is lost; 0 to 1.
    LostPartBelow(f64),
    /// What users noticed of a moment is over within this time.
    RecoveredWithin(Duration),
    /// A month with traffic costs less than this, in USD.
    CostBelow(f64),
    /// The first deployment answers within this time.
    FirstAnswerWithin(Duration),
    /// Some event is like this.
    Seen(Pattern),
    /// No event is like this.
    NeverSeen(Pattern),
}

impl What {
    /// Its key in a scenario.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Available(_) => "available",
            Self::LostBelow(_) | Self::LostPartBelow(_) => "lost-below",
            Self::RecoveredWithin(_) => "recovered-within",
            Self::CostBelow(_) => "cost-below",
            Self::FirstAnswerWithin(_) => "first-answer-within",
            Self::Seen(_) => "seen",
            Self::NeverSeen(_) => "never-seen",
        }
    }
}

/// The members that an event has, as `events --json` prints them, each as a text in which `*` stands for anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(pub BTreeMap<String, String>);

impl Pattern {
    /// Tells whether an event has all these members.
    #[must_use]
    pub fn is_like(&self, event: &Event) -> bool {
        let Ok(Value::Object(members)) = serde_json::to_value(event) else {
            return false;
        };
        self.0.iter().all(|(name, wanted)| {
            members.get(name).is_some_and(|value| match value {
                Value::String(text) => matches(wanted, text),
                other => matches(wanted, &other.to_string()),
            })
        })
    }
}

/// Tells whether a text is like a pattern: every part between stars stands in it, in order, the ends at the ends.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or("");
    for part in parts {
        match text.find(part) {
            Some(at) => text = &text[at + part.len()..],
            None => return false,
        }
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, text, like) in [
            ("task/1", "task/1", true),
            ("task/1", "task/12", false),
            ("task/*", "task/12", true),
            ("*OutOfMemory*", "OutOfMemoryError: killed", true),
            ("*OutOfMemory*", "out of memory", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("a*a", "a", false),
            ("*", "", true),
            ("", "x", false),
        ] {
            assert_eq!(matches(pattern, text), like, "{pattern} {text}");
        }
    }
}
