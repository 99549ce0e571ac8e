//! A cloud whose instances have no machines: pages can be asked for on this computer, and nothing else.

use async_trait::async_trait;
use paperboat_core::aws::host::HttpGet;
use paperboat_core::aws::{Reply, Request};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::{CloudError, ErrorKind};

use super::browse;

/// Whether a page would be asked of AWS itself. Emulators give their load balancers names in AWS's domain; behind such
/// a name, if it resolves, stands somebody else's.
fn is_aws_name(url: &str) -> bool {
    let host = url.split('/').nth(2).unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    [".amazonaws.com", ".amazonaws.com.cn", ".aws"]
        .iter()
        .any(|domain| host.to_ascii_lowercase().ends_with(domain))
}

/// Serves `host:HttpGet` on loopback only: an emulator's other addresses belong to strangers. Commands on machines are
/// refused by name.
#[derive(Clone, Debug)]
pub struct Reach<C>(pub C);

#[async_trait]
impl<C: Cloud> Cloud for Reach<C> {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        match request {
            Request::HttpGet(HttpGet { url }) => {
                if is_aws_name(&url) {
                    let message = format!(
                        "{url} has a name of AWS's own, which does not lead to an emulator"
                    );
                    let code = "ForeignAddress";
                    let kind = ErrorKind::Denied;
                    return Err(CloudError::refused(kind, "host:HttpGet", code, message));
                }
                browse::get(&url, |ip| ip.is_loopback()).await
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

#[cfg(test)]
mod tests {
    use super::is_aws_name;

    #[test]
    fn names_of_aws_are_never_asked() {
        for url in [
            "http://x-1.us-east-1.elb.amazonaws.com/",
            "http://X.ELB.AmazonAWS.com:8080/a",
        ] {
            assert!(is_aws_name(url), "{url}");
        }
        for url in [
            "http://127.0.0.1:80/x.amazonaws.com",
            "http://localhost:4566/",
        ] {
            assert!(!is_aws_name(url), "{url}");
        }
    }
}
