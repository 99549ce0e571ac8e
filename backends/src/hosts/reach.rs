//! A cloud whose instances have no machines: pages can be asked for on this computer, and nothing else.

use async_trait::async_trait;
use paperboat_core::aws::host::HttpGet;
use paperboat_core::aws::{HostCall, Reply, Request};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::CloudError;

use super::browse;

/// Serves `host:HttpGet` on loopback only: an emulator's other addresses belong to strangers. Commands on machines are
/// refused by name.
#[derive(Clone, Debug)]
pub struct Reach<C>(pub C);

#[async_trait]
impl<C: Cloud> Cloud for Reach<C> {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        match request {
            Request::Host(HostCall::HttpGet(HttpGet { url })) => {
                browse::get_here(&url, |ip| ip.is_loopback()).await
            }
            other => self.0.call(other).await,
        }
    }

    fn clock(&self) -> &dyn Clock {
        self.0.clock()
    }

    fn supports(&self, operation: &str) -> bool {
        operation == "host:HttpGet" || self.0.supports(operation)
    }
}
