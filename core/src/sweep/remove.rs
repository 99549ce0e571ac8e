//! Removing what one deployment left.

use crate::recipe::Wait;
use std::collections::BTreeSet;
use std::time::Duration;

use super::{Found, Leftover, find};
use crate::aws::servicediscovery::{ListOperations, OperationFilter};
use crate::cloud::{Context, Look, Patience};
use crate::error::Cause;

/// How long one removal may be refused because something is still in use.
const IN_USE: Patience = Patience::secs(5, 900);
/// The same, after something was still in use at that deadline: what it uses will be, too.
const NO_MORE: Patience = Patience::secs(5, 60);
/// How long a namespace may take to come up.
const COMING: Patience = Patience::secs(5, 120);
/// How often it is looked for what is still there, and how long that may take.
const GOING: Patience = Patience::secs(10, 900);

/// A leftover that could not be removed.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Which.
    pub leftover: Leftover,
    /// Why.
    pub cause: Cause,
}

/// What came of a removal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Swept {
    /// What was removed, in order.
    pub removed: Vec<Leftover>,
    /// What is still there, and why.
    pub kept: Vec<Kept>,
    /// The looks that were refused: what they would have shown may still be there.
    pub unseen: Vec<crate::error::CloudError>,
}

impl Swept {
    /// Tells whether it is known that nothing is left.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.kept.is_empty() && self.unseen.is_empty()
    }
}

/// Removes everything that a deployment left, and waits until it is gone.
///
/// Goes on after one thing that cannot be removed. Repeated, it does what is still to do. Data on file systems,
/// snapshots and volumes is lost.
pub async fn remove(cx: &Context<'_>, deployment: &str) -> Swept {
    settle(cx).await;
    let clock = cx.cloud.clock();
    let mut tried = BTreeSet::new();
    let mut swept = Swept::default();
    let mut patience = IN_USE;
    let mut moved = clock.now();
    loop {
        let looked = clock.now();
        let Found { leftovers, unseen } = find(cx.cloud, Some(deployment)).await;
        swept.unseen = unseen;
        let mut going = Vec::new();
        for leftover in leftovers {
            let key = (leftover.kind, leftover.id.clone());
            if leftover.remove.is_empty() || tried.contains(&key) {
                let kept = |k: &Kept| k.leftover.kind == key.0 && k.leftover.id == key.1;
                if !swept.kept.iter().any(kept) {
                    going.push(leftover);
                }
                continue;
            }
            tried.insert(key);
            match take(cx, &leftover, patience).await {
                Ok(()) => {
                    swept.removed.push(leftover.clone());
                    going.push(leftover);
                    moved = clock.now();
                }
                Err(cause) => {
                    if matches!(cause, Cause::TimedOut { .. }) {
                        patience = NO_MORE;
                    }
                    swept.kept.push(Kept { leftover, cause });
                }
            }
        }
        if going.is_empty() {
            return swept;
        }
        let waited = looked.since(moved);
        if waited > GOING.limit {
            let late = going.into_iter().map(|l| still_there(l, waited));
            swept.kept.extend(late);
            return swept;
        }
        clock.sleep(GOING.every).await;
    }
}

fn still_there(leftover: Leftover, waited: Duration) -> Kept {
    let cause = Cause::TimedOut {
        waiting_for: Wait::LeftoverGone,
        waited_s: waited.as_secs(),
        last_seen: leftover.state.clone(),
        log: Vec::new(),
    };
    Kept { leftover, cause }
}

async fn take(cx: &Context<'_>, leftover: &Leftover, patience: Patience) -> Result<(), Cause> {
    for request in &leftover.remove {
        cx.once_possible(Wait::LeftoverUnused, patience, request.clone())
            .await?;
    }
    Ok(())
}

/// Waits until no namespace is on its way: one that was asked for a moment ago is listed only when it is there. What
/// keeps this look from answering does not keep the rest from being removed.
pub(crate) async fn settle(cx: &Context<'_>) {
    let filter = |name: &str, values: &[&str]| OperationFilter {
        name: name.to_owned(),
        values: values.iter().map(|v| (*v).to_owned()).collect(),
        condition: "IN".to_owned(),
    };
    let probe = ListOperations {
        filters: vec![
            filter("STATUS", &["SUBMITTED", "PENDING"]),
            filter("TYPE", &["CREATE_NAMESPACE"]),
        ],
        next_token: None,
    };
    let wait = cx.wait_until(Wait::NamespacesSettled, COMING, probe, |found| match found
        .operations
        .first()
    {
        None => Look::Met(()),
        Some(operation) => Look::NotYet(operation.status.clone()),
    });
    let _ = wait.await;
}
