//! Cloud Map's list that takes more than one request.

use paperboat_core::aws::ServiceDiscovery as _;
use paperboat_core::aws::servicediscovery::ListDiscoveryServices;

use super::server::{Answer, Server};

/// A summary of a service does not name its namespace, and an emulator ignores the filter by one.
#[tokio::test]
async fn every_service_is_asked_for_its_namespace() {
    let gone = r#"{"__type":"ServiceNotFound","Message":"Service not found"}"#;
    let answers = [
        (200, r#"{"Services":[{"Id":"srv-1"}],"NextToken":"more"}"#),
        (200, r#"{"Services":[{"Id":"srv-2"},{"Id":"srv-3"}]}"#),
        (
            200,
            r#"{"Service":{"Id":"srv-1","Arn":"arn:1","Name":"db","NamespaceId":"ns-1","InstanceCount":2}}"#,
        ),
        (400, gone),
        (
            200,
            r#"{"Service":{"Id":"srv-3","Name":"db","NamespaceId":"ns-2"}}"#,
        ),
    ];
    let answers = answers.map(|(status, body)| Answer::Http(status, body.to_owned()));
    let server = Server::start(answers).await;
    let cloud = server.cloud().await;
    let listed = cloud
        .list_discovery_services(ListDiscoveryServices::default())
        .await;
    let services = listed.expect("five answers").services;
    let seen: Vec<(&str, &str)> = services
        .iter()
        .map(|s| (s.namespace_id.as_str(), s.id.as_str()))
        .collect();
    assert_eq!(seen, [("ns-1", "srv-1"), ("ns-2", "srv-3")]);
    assert_eq!(
        (services[0].arn.as_str(), services[0].instance_count),
        ("arn:1", 2)
    );
    let asked = server.asked();
    assert!(asked[1].body.contains("more"), "{asked:?}");
    assert!(asked[4].body.contains("srv-3"), "{asked:?}");
}
