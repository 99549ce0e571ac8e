//! The names of an account and of a region, where they are others than those in which a world is born.
//!
//! A world is born as one account in one region. Another account in another region is a world of its own, and everything in
//! it is the same but for these two names; so they are exchanged on the way in and on the way out, and the world knows
//! nothing of it. It is an exchange, and not a replacement: a text that held the world's own name comes back as it was.

use paperboat_core::facts::is_account;
use serde_json::Value;

use crate::REGION;

/// The account in which a world is born: AWS's own documentation placeholder.
pub const ACCOUNT: &str = "123456789012";

/// The ids of the zones of the region in which a world is born. Which zone of an account has which id is drawn for each
/// account; these are those of one (gist.github.com/felipecosta09/53d91d91d814362476bb8aa35a61163a).
pub const ZONE_IDS: [&str; 3] = ["use1-az6", "use1-az1", "use1-az2"];

/// The last letters of their ids in any other region: few have six zones.
const ELSEWHERE: [&str; 3] = ["az3", "az1", "az2"];

/// An account and a region, as the credential and the scope of a request name them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// Twelve digits.
    pub account: String,
    /// Such as `eu-west-1`.
    pub region: String,
}

impl Default for Scope {
    fn default() -> Self {
        Self {
            account: ACCOUNT.to_owned(),
            region: REGION.to_owned(),
        }
    }
}

impl Scope {
    /// The scope of a key and a region. A key of twelve digits is the account's number, as other emulators have it; any
    /// other key belongs to the account in which worlds are born.
    #[must_use]
    pub fn of(key: &str, region: &str) -> Self {
        let account = if is_account(key) { key } else { ACCOUNT };
        Self {
            account: account.to_owned(),
            region: region.to_owned(),
        }
    }

    /// Whether the names are those in which worlds are born.
    #[must_use]
    pub fn is_native(&self) -> bool {
        self.account == ACCOUNT && self.region == REGION
    }

    /// Exchanges the names in everything that is text.
    pub(super) fn exchange(&self, value: &mut Value) {
        match value {
            Value::String(text) => self.exchange_in(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.exchange(item)),
            Value::Object(members) => {
                let all = std::mem::take(members);
                members.extend(all.into_iter().map(|(mut name, mut value)| {
                    self.exchange_in(&mut name);
                    self.exchange(&mut value);
                    (name, value)
                }));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Exchanges the names in a text.
    pub(super) fn exchange_in(&self, text: &mut String) {
        if self.region != REGION {
            exchange(text, &self.region, REGION, |_, _| true);
            let code = zone_code(&self.region);
            for (own, elsewhere) in ZONE_IDS.into_iter().zip(ELSEWHERE) {
                exchange(text, &format!("{code}-{elsewhere}"), own, |_, _| true);
            }
        }
        if self.account != ACCOUNT {
            // Twelve digits within more of them are no account's number.
            exchange(text, &self.account, ACCOUNT, |before, after| {
                let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                !digit(before) && !digit(after)
            });
        }
    }
}

/// How the ids of a region's zones begin: `euw1` for `eu-west-1`, `apne2` for `ap-northeast-2`.
fn zone_code(region: &str) -> String {
    let compass = [
        ("north", "n"),
        ("south", "s"),
        ("east", "e"),
        ("west", "w"),
        ("central", "c"),
    ];
    let mut code = region.replace('-', "");
    for (word, letter) in compass {
        code = code.replace(word, letter);
    }
    code
}

/// Exchanges two words wherever they stand alone, as `stands` tells by the characters around.
fn exchange(
    text: &mut String,
    one: &str,
    other: &str,
    stands: impl Fn(Option<char>, Option<char>) -> bool,
) {
    if !text.contains(one) && !text.contains(other) {
        return;
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text.as_str());
    let mut before = None;
    while let Some(next) = rest.chars().next() {
        let word = [(one, other), (other, one)];
        let found = word.into_iter().find(|(from, _)| {
            rest.strip_prefix(from)
                .is_some_and(|after| stands(before, after.chars().next()))
        });
        let (taken, put) = match found {
            Some((from, to)) => (from.len(), to),
            None => (next.len_utf8(), &rest[..next.len_utf8()]),
        };
        out.push_str(put);
        before = rest[..taken].chars().next_back();
        rest = &rest[taken..];
    }
    *text = out;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there(text: &str) -> String {
        let mut text = text.to_owned();
        Scope::of("000011112222", "eu-west-1").exchange_in(&mut text);
        text
    }

    #[test]
    fn names_are_exchanged_and_come_back() {
        for (text, other) in [
            (
                "arn:aws:ecs:us-east-1:123456789012:cluster/c",
                "arn:aws:ecs:eu-west-1:000011112222:cluster/c",
            ),
            ("us-east-1a", "eu-west-1a"),
            ("use1-az6", "euw1-az3"),
            ("from us-east-1 to eu-west-1", "from eu-west-1 to us-east-1"),
            ("1234567890120", "1234567890120"),
            ("i-0000111122223333", "i-0000111122223333"),
            ("000011112222.dkr.ecr", "123456789012.dkr.ecr"),
            ("us-east-us-east-1", "us-east-eu-west-1"),
            ("ä123456789012ß", "ä000011112222ß"),
            ("", ""),
        ] {
            assert_eq!(there(text), other);
            assert_eq!(there(other), text);
        }
    }

    #[test]
    fn a_key_of_twelve_digits_is_an_account() {
        assert_eq!(Scope::of("000011112222", REGION).account, "000011112222");
        for key in [
            "test",
            "AKIAIOSFODNN7EXAMPLE",
            "00001111222",
            "00001111222x",
        ] {
            assert!(Scope::of(key, REGION).is_native(), "{key}");
        }
    }
}
