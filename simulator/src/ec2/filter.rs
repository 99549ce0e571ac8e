//! The filters of the Describe operations.

use std::collections::BTreeMap;

use paperboat_core::aws::constraint::filter_exists;
use paperboat_core::aws::ec2::Filter;
use paperboat_core::error::CloudError;

use crate::refusal::invalid;
use crate::wildcard::matches;

/// A resource that filters look at.
pub(super) trait Filtered {
    /// The operation that shows it.
    const OPERATION: &'static str;

    /// The filters that are modelled besides those for tags.
    const FILTERS: &'static [&'static str];

    /// Its values under a filter's name; none when the operation does not know the filter.
    fn values(&self, filter: &str) -> Option<Vec<String>>;

    /// Its tags; none for what cannot carry any here.
    fn tags(&self) -> &BTreeMap<String, String> {
        static NONE: BTreeMap<String, String> = BTreeMap::new();
        &NONE
    }
}

/// Refuses filters that the operation does not know, also where there is nothing to look at.
///
/// # Errors
/// `NotModelled` for a filter that AWS documents, `InvalidParameterValue` for any other.
pub(super) fn check<T: Filtered>(filters: &[Filter]) -> Result<(), CloudError> {
    let by_tag = |name: &str| {
        (name == "tag-key" || name.starts_with("tag:")) && filter_exists(T::OPERATION, name)
    };
    let known = |name: &str| by_tag(name) || T::FILTERS.contains(&name);
    match filters.iter().find(|f| !known(&f.name)) {
        Some(filter) => Err(unknown::<T>(&filter.name)),
        None => Ok(()),
    }
}

fn unknown<T: Filtered>(name: &str) -> CloudError {
    if filter_exists(T::OPERATION, name) {
        return CloudError::unsupported(T::OPERATION, format!("the filter '{name}'"));
    }
    let message = format!("The filter '{name}' is invalid");
    invalid("InvalidParameterValue", message)
}

/// Tells whether a resource passes all filters: one of the values of each.
///
/// # Errors
/// As [`check`].
pub(super) fn passes<T: Filtered>(resource: &T, filters: &[Filter]) -> Result<bool, CloudError> {
    for filter in filters {
        let tags = resource.tags();
        let have = match filter.name.as_str() {
            "tag-key" => tags.keys().cloned().collect(),
            name => match name.strip_prefix("tag:") {
                Some(key) => tags.get(key).cloned().into_iter().collect(),
                None => resource.values(name).ok_or_else(|| unknown::<T>(name))?,
            },
        };
        let met = |wanted: &String| have.iter().any(|value| matches(wanted, value));
        if !filter.values.iter().any(met) {
            return Ok(false);
        }
    }
    Ok(true)
}
