//! A cloud that can be looked at, and not changed.

use async_trait::async_trait;

use crate::aws::{Reply, Request, is_read};
use crate::cloud::{Clock, Cloud};
use crate::error::{CloudError, ErrorKind};
use crate::facts::Quota;

/// Refuses every operation that may change something, before it is sent.
#[derive(Clone, Debug)]
pub struct ReadOnly<C>(pub C);

#[async_trait]
impl<C: Cloud> Cloud for ReadOnly<C> {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        let facts = request.facts();
        if facts.is_read() {
            return self.0.call(request).await;
        }
        Err(CloudError::refused(
            ErrorKind::Denied,
            facts.name,
            "read-only",
            "this command only reads",
        ))
    }

    fn clock(&self) -> &dyn Clock {
        self.0.clock()
    }

    fn supports(&self, operation: &str) -> bool {
        is_read(operation) && self.0.supports(operation)
    }

    fn quota(&self, quota: Quota) -> Option<u64> {
        self.0.quota(quota)
    }
}
