//! Every operation has its way out.

use paperboat_core::aws::{OPERATIONS, Request};
use paperboat_core::cloud::Cloud;
use paperboat_core::error::ErrorKind;
use serde_json::json;

use super::server::at;
use crate::aws::probe::UNSERVED;

/// Nobody listens on a port that was free a moment ago, so a request that is routed meets a refused connection.
async fn nobody() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[tokio::test]
async fn every_operation_of_aws_is_sent_and_a_machines_shell_is_not() {
    let cloud = at(&nobody().await).await;
    for name in OPERATIONS {
        let request = Request::read(name, json!({})).unwrap();
        let error = cloud.call(request).await.unwrap_err();
        assert_eq!(error.operation, *name);
        let here = !name.starts_with("host:") && !UNSERVED.contains(name);
        assert_eq!(cloud.supports(name), here, "{name}");
        if here {
            // a request without what its path is made of is not even built
            let fits = ["ConnectionRefused", "InvalidRequest"];
            assert!(fits.contains(&error.code.as_str()), "{error}");
        } else {
            assert_eq!(error.kind, ErrorKind::Unsupported, "{error}");
        }
        assert!(!error.maybe_sent, "{error}");
    }
}
