//! What an account lets run at once.

use super::{Refusal, Why};
use crate::app::node::key_below;
use crate::cloud::Context;
use crate::error::Cause;
use crate::facts::Quota;

/// Refuses what needs more than a quota, before anything is changed. Where nobody knows the quota without asking, nothing
/// is refused, and AWS says it itself.
///
/// `need` is in the quota's unit; `service` is the one that needs all of it, where there is one: what several need together is no fault of the largest. What else runs in the account is not
/// counted.
///
/// # Errors
/// [`Cause::Refused`] with the quota's name, its value and the need.
pub(in crate::strategy) fn within_quota(
    cx: &Context<'_>,
    quota: Quota,
    need: f64,
    service: Option<&str>,
) -> Result<(), Cause> {
    let Some(value) = cx.cloud.quota(quota) else {
        return Ok(());
    };
    if need <= value as f64 {
        return Ok(());
    }
    let (product, code) = quota.codes();
    let key = service.map_or_else(|| "services".to_owned(), |name| key_below("services", name));
    let refusal = Refusal::new(Why::OverQuota, key)
        .arg("quota", quota.name())
        .arg("code", code)
        .arg("product", product)
        .arg("row", quota.row())
        .arg("value", value)
        .arg("need", need);
    let refusal = Refusal {
        service: service.map(str::to_owned),
        ..refusal
    };
    Err(Cause::Refused {
        refusals: vec![refusal],
    })
}
