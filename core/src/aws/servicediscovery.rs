//! AWS Cloud Map: names inside the VPC. Members are those of its API reference.
//!
//! `CreateService`, `ListServices`, `GetService` and `DeleteService` are called `...DiscoveryService` here, because
//! ECS has operations of the same names; the command line and the wire use AWS's own.
#![allow(missing_docs)]

use std::collections::BTreeMap;

use super::operation::shapes;

shapes! { "PascalCase";
    Tag { key: String, value: String }
    CreatePrivateDnsNamespace { name: String, vpc: String, creator_request_id: String, tags: Vec<Tag> }
    CreateHttpNamespace { name: String, creator_request_id: String, tags: Vec<Tag> }
    OperationOutput { operation_id: String }
    DeleteNamespace { id: String }
    ListNamespaces { max_results: Option<u32>, next_token: Option<String> }
    ListNamespacesOutput { namespaces: Vec<NamespaceSummary>, next_token: Option<String> }
    NamespaceSummary { id: String, arn: String, name: String, r#type: String }
    GetOperation { operation_id: String }
    GetOperationOutput { operation: DiscoveryOperation }
    DiscoveryOperation { id: String, r#type: String, status: String, error_code: String, error_message: String, targets: BTreeMap<String, String> }
    /// `name` is `STATUS`, `TYPE` or another one of AWS's words; `condition` is `EQ`, `IN` or `BETWEEN`.
    OperationFilter { name: String, values: Vec<String>, condition: String }
    ListOperations { filters: Vec<OperationFilter>, next_token: Option<String> }
    ListOperationsOutput { operations: Vec<OperationSummary>, next_token: Option<String> }
    OperationSummary { id: String, status: String }
    DnsRecord { r#type: String, #[serde(rename = "TTL")] ttl: u32 }
    DnsConfig { routing_policy: String, dns_records: Vec<DnsRecord> }
    HealthCheckCustomConfig { failure_threshold: u32 }
    CreateDiscoveryService { name: String, namespace_id: String, dns_config: Option<DnsConfig>, health_check_custom_config: Option<HealthCheckCustomConfig>, creator_request_id: String, tags: Vec<Tag> }
    CreateDiscoveryServiceOutput { service: DiscoveryService }
    DiscoveryService { id: String, arn: String, name: String, namespace_id: String, instance_count: u32 }
    ListDiscoveryServices { max_results: Option<u32>, next_token: Option<String> }
    ListDiscoveryServicesOutput { services: Vec<DiscoveryService>, next_token: Option<String> }
    GetDiscoveryService { id: String }
    DeleteDiscoveryService { id: String }
}
