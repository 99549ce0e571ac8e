//! The filters of the Describe operations.

use std::collections::BTreeMap;

use paperboat_core::aws::ec2::Filter;
use paperboat_core::error::CloudError;

use crate::refusal::invalid;
use crate::wildcard::matches;

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
