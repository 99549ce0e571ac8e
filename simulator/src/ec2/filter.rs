//! The filters of the Describe operations.

use std::collections::BTreeMap;

use paperboat_core::aws::ec2::Filter;
use paperboat_core::error::CloudError;

use crate::refusal::invalid;

/// A resource that filters look at.
pub(super) trait Filtered {
    /// Its values under a filter's name; none when the operation does not know the filter.
    fn values(&self, filter: &str) -> Option<Vec<String>>;

    /// Its tags.
    fn tags(&self) -> &BTreeMap<String, String>;
}

/// Tells whether a resource passes all filters: one of the values of each.
///
/// # Errors
/// `InvalidParameterValue` for a filter that the operation does not know.
pub(super) fn passes(resource: &impl Filtered, filters: &[Filter]) -> Result<bool, CloudError> {
    for filter in filters {
        let tags = resource.tags();
        let have = match filter.name.as_str() {
            "tag-key" => tags.keys().cloned().collect(),
            name => match name.strip_prefix("tag:") {
                Some(key) => tags.get(key).cloned().into_iter().collect(),
                None => resource.values(name).ok_or_else(|| {
                    invalid(
                        "InvalidParameterValue",
                        format!("The filter '{name}' is invalid"),
                    )
                })?,
            },
        };
        let met = |wanted: &String| have.iter().any(|value| matches(wanted, value));
        if !filter.values.iter().any(met) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Compares with `*` for any characters and `?` for one.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn wildcards_match_as_in_a_shell() {
        assert!(matches("web-*", "web-1"));
        assert!(matches("*", ""));
        assert!(matches("a*b?d", "axxbcd"));
        assert!(!matches("a*b?d", "axxbd"));
        assert!(!matches("web", "web-1"));
    }
}
