//! The filters of the Describe operations.

use std::collections::BTreeMap;

use paperboat_core::aws::ec2::Filter;
use paperboat_core::error::CloudError;

use crate::refusal::invalid;
use crate::wildcard::matches;

/// A resource that filters look at.
pub(super) trait Filtered {
    /// The filters that its operation knows besides those for tags.
    const FILTERS: &'static [&'static str];

    /// Its values under a filter's name; none when the operation does not know the filter.
    fn values(&self, filter: &str) -> Option<Vec<String>>;

    /// Its tags.
    fn tags(&self) -> &BTreeMap<String, String>;
}

/// Refuses filters that the operation does not know, also where there is nothing to look at.
///
/// # Errors
/// `InvalidParameterValue`.
pub(super) fn check<T: Filtered>(filters: &[Filter]) -> Result<(), CloudError> {
    let known =
        |name: &str| name == "tag-key" || name.starts_with("tag:") || T::FILTERS.contains(&name);
    match filters.iter().find(|f| !known(&f.name)) {
        Some(filter) => Err(unknown(&filter.name)),
        None => Ok(()),
    }
}

fn unknown(name: &str) -> CloudError {
    let message = format!("The filter '{name}' is invalid");
    invalid("InvalidParameterValue", message)
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
                None => resource.values(name).ok_or_else(|| unknown(name))?,
            },
        };
        let met = |wanted: &String| have.iter().any(|value| matches(wanted, value));
        if !filter.values.iter().any(met) {
            return Ok(false);
        }
    }
    Ok(true)
}
