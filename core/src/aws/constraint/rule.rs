//! What a value breaks of its constraints: each rule stands here once.

use super::table::{Kind, Member};

/// What a value breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A required member is missing.
    Required,
    /// Fewer characters, items or pairs than this.
    LengthLeast(i64),
    /// More characters, items or pairs than this.
    LengthMost(i64),
    /// A smaller number than this.
    ValueLeast(i64),
    /// A greater number than this.
    ValueMost(i64),
    /// A text that does not meet AWS's pattern, as AWS writes it.
    Pattern(&'static str),
    /// A word that is none of these.
    Words(&'static [String]),
}

/// What so many characters, items or pairs break.
pub(super) fn length(member: &Member, is: i64) -> impl Iterator<Item = Rule> + use<> {
    let least = member.min.filter(|bound| is < *bound);
    let most = member.max.filter(|bound| is > *bound);
    let least = least.map(Rule::LengthLeast).into_iter();
    least.chain(most.map(Rule::LengthMost))
}

/// What a number breaks.
pub(super) fn value(member: &Member, is: i64) -> impl Iterator<Item = Rule> + use<> {
    let least = member.min.filter(|bound| is < *bound);
    let most = member.max.filter(|bound| is > *bound);
    let least = least.map(Rule::ValueLeast).into_iter();
    least.chain(most.map(Rule::ValueMost))
}

/// What a text breaks.
pub(super) fn text(member: &'static Member, text: &str, mut breaks: impl FnMut(Rule)) {
    if member.kind == Kind::String {
        let characters = text.chars().count() as i64;
        length(member, characters).for_each(&mut breaks);
        if let Some(longest) = member.longest.filter(|longest| characters > *longest) {
            breaks(Rule::LengthMost(longest));
        }
    }
    if let Some(pattern) = &member.pattern
        && !member.meets_pattern(text)
    {
        breaks(Rule::Pattern(pattern));
    }
    if !member.words.is_empty() && !member.words.iter().any(|word| word == text) {
        breaks(Rule::Words(&member.words));
    }
}

/// What it breaks that a required member is not there.
///
/// A member with its type's default value is the same here as one that is absent. So a number of 0 is held to the
/// bounds, and an empty `Value` is not missing: tags and variables may be empty.
pub(super) fn absent(name: &str, member: &Member) -> impl Iterator<Item = Rule> + use<> {
    let number = matches!(member.kind, Kind::Integer | Kind::Long | Kind::Double);
    let may = match member.kind {
        Kind::String => name.eq_ignore_ascii_case("value"),
        Kind::Boolean => true,
        _ => false,
    };
    let missing = !(number || may || member.always);
    let bounds = number.then(|| value(member, 0)).into_iter().flatten();
    bounds.chain(missing.then_some(Rule::Required))
}
