//! EC2's request buckets: each action has tokens that refill with time.

use std::collections::BTreeMap;

use paperboat_core::aws::Ec2Call;
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::time::Timestamp;

use crate::id::ACCOUNT;
use crate::model::Limit;
use crate::refusal::refused;
use crate::world::World;

/// The buckets that were ever asked, by action.
#[derive(Clone, Debug, Default)]
pub(super) struct Throttle(BTreeMap<&'static str, Bucket>);

/// Tokens in millionths, so that a refill of one a second is one millionth a microsecond.
#[derive(Clone, Debug)]
struct Bucket {
    millionths: u64,
    at: Timestamp,
}

const TOKEN: u64 = 1_000_000;

/// Takes a token for a call.
///
/// # Errors
/// `RequestLimitExceeded` when the bucket is empty.
pub(super) fn admit(w: &mut World, call: &Ec2Call) -> Result<(), CloudError> {
    let facts = call.facts();
    let operation = facts.name;
    let (burst, refill) = match call {
        Ec2Call::RunInstances(_) | Ec2Call::StartInstances(_) => {
            (Limit::Ec2RunInstancesBurst, Limit::Ec2RunInstancesPerS)
        }
        _ if facts.is_read() => (Limit::Ec2ReadBurst, Limit::Ec2ReadPerS),
        _ => (Limit::Ec2WriteBurst, Limit::Ec2WritePerS),
    };
    let (most, per_s) = (w.model.limit(burst) * TOKEN, w.model.limit(refill));
    let now = w.now;
    let bucket = w.ec2.throttle.0.entry(operation).or_insert(Bucket {
        millionths: most,
        at: now,
    });
    let refilled = (now.0 - bucket.at.0).saturating_mul(per_s);
    bucket.millionths = bucket.millionths.saturating_add(refilled).min(most);
    bucket.at = now;
    match bucket.millionths.checked_sub(TOKEN) {
        Some(left) => {
            bucket.millionths = left;
            Ok(())
        }
        None => Err(refused(
            ErrorKind::Throttled,
            "RequestLimitExceeded",
            format!(
                "Request limit exceeded. Account {ACCOUNT} has been throttled on {operation} because it exceeded its request rate limit."
            ),
        )),
    }
}
