//! `--max-items` and `--starting-token`: a part of an answer, whatever its pages are.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use paperboat_core::aws::Paging;
use serde_json::Value;

/// What part of the items is wanted, and where the command line is in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    /// The most items.
    most: Option<u64>,
    /// How many were taken.
    taken: u64,
    /// How many of the first page were shown before.
    skip: u64,
    /// The service's own token of the page that is asked for.
    pub(super) token: Option<String>,
    /// Whether a page has come.
    pub(super) began: bool,
}

impl Part {
    /// What the options ask for. A starting token that this command line did not write is the service's own.
    pub(super) fn of(paging: Paging) -> Self {
        let mut part = Self {
            most: paging.max_items,
            ..Self::default()
        };
        let Some(text) = paging.starting_token else {
            return part;
        };
        let read = STANDARD.decode(&text).ok();
        let read = read.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let Some(Value::Object(members)) = read else {
            part.token = Some(text);
            return part;
        };
        for (name, value) in members {
            if name == CUT {
                part.skip = value.as_u64().unwrap_or(0);
            } else {
                part.token = value.as_str().map(str::to_owned);
            }
        }
        part
    }

    /// Takes what is wanted of a page's items; gives the token with which to go on when that is all. `name` is the member
    /// that takes a token, `next` the service's own for the page behind this one.
    pub(super) fn cut(
        &mut self,
        items: &mut Vec<Value>,
        name: &str,
        next: Option<&str>,
        first: bool,
    ) -> Option<String> {
        let skipped = if first {
            self.skip.min(items.len() as u64)
        } else {
            0
        };
        items.drain(..skipped as usize);
        let most = self.most?;
        let left = most - self.taken;
        let there = items.len() as u64;
        if there > left {
            items.truncate(left as usize);
            let own = self
                .token
                .as_ref()
                .map_or(Value::Null, |t| t.clone().into());
            return Some(written(name, &own, Some(left + skipped)));
        }
        self.taken += there;
        let next = next.filter(|_| self.taken == most)?;
        Some(written(name, &next.into(), None))
    }
}

/// The name under which botocore keeps how many items of a page were shown.
const CUT: &str = "boto_truncate_amount";

/// A token as botocore writes it: JSON with a blank after each colon and comma, in base 64.
fn written(name: &str, token: &Value, shown: Option<u64>) -> String {
    let shown = shown.map_or_else(String::new, |n| format!(", \"{CUT}\": {n}"));
    STANDARD.encode(format!("{{\"{name}\": {token}{shown}}}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Held to what aws-cli 1.46.0 printed for `ec2 describe-subnets --max-items 2`, where there were three.
    #[test]
    fn a_part_ends_with_the_token_of_botocore() {
        let mut items: Vec<Value> = (0..3).map(Value::from).collect();
        let mut part = Part {
            most: Some(2),
            ..Part::default()
        };
        let token = part.cut(&mut items, "NextToken", None, true);
        let expected = "eyJOZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAyfQ==";
        assert_eq!((token.as_deref(), items.len()), (Some(expected), 2));
        let mut rest = Part::of(Paging {
            max_items: Some(2),
            starting_token: token,
            page_size: None,
        });
        let mut items: Vec<Value> = (0..3).map(Value::from).collect();
        assert_eq!(rest.cut(&mut items, "NextToken", None, true), None);
        assert_eq!(items, [Value::from(2)]);
    }
}
