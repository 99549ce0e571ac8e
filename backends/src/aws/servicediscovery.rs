//! AWS Cloud Map.

use aws_sdk_servicediscovery::Client;
use aws_sdk_servicediscovery::error::BuildError;
use aws_sdk_servicediscovery::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::servicediscovery::{
    CreateDiscoveryService, CreateDiscoveryServiceOutput, CreateHttpNamespace,
    CreatePrivateDnsNamespace, DeleteDiscoveryService, DeleteNamespace, DiscoveryOperation,
    DiscoveryService, DnsConfig, DnsRecord, GetDiscoveryService, GetOperation, GetOperationOutput,
    HealthCheckCustomConfig, ListDiscoveryServices, ListDiscoveryServicesOutput, ListNamespaces,
    ListNamespacesOutput, ListOperations, ListOperationsOutput, NamespaceSummary, OperationFilter,
    OperationOutput, OperationSummary, Tag,
};
use paperboat_core::error::ErrorKind;

use super::convert::{int, number, said, text, try_list, word};
use super::error::{Answer, refused, unbuilt};

fn tag(t: Tag) -> Result<sdk::Tag, BuildError> {
    sdk::Tag::builder().key(t.key).value(t.value).build()
}

fn dns(d: DnsConfig) -> Result<sdk::DnsConfig, BuildError> {
    let record = |r: DnsRecord| {
        sdk::DnsRecord::builder()
            .r#type(r.r#type.as_str().into())
            .ttl(r.ttl.into())
            .build()
    };
    sdk::DnsConfig::builder()
        .set_routing_policy(word(&d.routing_policy))
        .set_dns_records(try_list(d.dns_records, record)?)
        .build()
}

/// AWS fixes the threshold at 1 and calls the member deprecated, but takes it still.
#[allow(deprecated)]
fn health(h: HealthCheckCustomConfig) -> sdk::HealthCheckCustomConfig {
    sdk::HealthCheckCustomConfig::builder()
        .failure_threshold(int(h.failure_threshold))
        .build()
}

fn service(s: sdk::Service) -> DiscoveryService {
    DiscoveryService {
        id: s.id.unwrap_or_default(),
        arn: s.arn.unwrap_or_default(),
        name: s.name.unwrap_or_default(),
        namespace_id: s.namespace_id.unwrap_or_default(),
        instance_count: s.instance_count.map(number).unwrap_or_default(),
    }
}

pub(super) async fn create_http_namespace(
    map: &Client,
    r: CreateHttpNamespace,
) -> Answer<OperationOutput> {
    let begun = map
        .create_http_namespace()
        .set_name(text(r.name))
        .set_creator_request_id(text(r.creator_request_id))
        .set_tags(try_list(r.tags, tag).map_err(unbuilt)?)
        .send()
        .await
        .map_err(refused)?;
    Ok(OperationOutput {
        operation_id: begun.operation_id.unwrap_or_default(),
    })
}

pub(super) async fn create_private_dns_namespace(
    map: &Client,
    r: CreatePrivateDnsNamespace,
) -> Answer<OperationOutput> {
    let begun = map
        .create_private_dns_namespace()
        .set_name(text(r.name))
        .set_vpc(text(r.vpc))
        .set_creator_request_id(text(r.creator_request_id))
        .set_tags(try_list(r.tags, tag).map_err(unbuilt)?)
        .send()
        .await
        .map_err(refused)?;
    Ok(OperationOutput {
        operation_id: begun.operation_id.unwrap_or_default(),
    })
}

pub(super) async fn delete_namespace(map: &Client, r: DeleteNamespace) -> Answer<OperationOutput> {
    let call = map.delete_namespace().set_id(text(r.id));
    let begun = call.send().await.map_err(refused)?;
    Ok(OperationOutput {
        operation_id: begun.operation_id.unwrap_or_default(),
    })
}

pub(super) async fn list_namespaces(
    map: &Client,
    r: ListNamespaces,
) -> Answer<ListNamespacesOutput> {
    let call = map
        .list_namespaces()
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let mut pages = call.into_paginator().send();
    let mut namespaces = Vec::new();
    while let Some(page) = pages.try_next().await.map_err(refused)? {
        namespaces.extend(page.namespaces.unwrap_or_default());
    }
    let read = |n: sdk::NamespaceSummary| NamespaceSummary {
        id: n.id.unwrap_or_default(),
        arn: n.arn.unwrap_or_default(),
        name: n.name.unwrap_or_default(),
        r#type: said(n.r#type),
    };
    Ok(ListNamespacesOutput {
        namespaces: namespaces.into_iter().map(read).collect(),
        next_token: None,
    })
}

pub(super) async fn get_operation(map: &Client, r: GetOperation) -> Answer<GetOperationOutput> {
    let call = map.get_operation().set_operation_id(text(r.operation_id));
    let found = call.send().await.map_err(refused)?;
    let read = |o: sdk::Operation| DiscoveryOperation {
        id: o.id.unwrap_or_default(),
        r#type: said(o.r#type),
        status: said(o.status),
        error_code: o.error_code.unwrap_or_default(),
        error_message: o.error_message.unwrap_or_default(),
        targets: o
            .targets
            .unwrap_or_default()
            .into_iter()
            .map(|(kind, id)| (said(Some(kind)), id))
            .collect(),
    };
    Ok(GetOperationOutput {
        operation: found.operation.map(read).unwrap_or_default(),
    })
}

pub(super) async fn create_discovery_service(
    map: &Client,
    r: CreateDiscoveryService,
) -> Answer<CreateDiscoveryServiceOutput> {
    let made = map
        .create_service()
        .set_name(text(r.name))
        .set_namespace_id(text(r.namespace_id))
        .set_dns_config(r.dns_config.map(dns).transpose().map_err(unbuilt)?)
        .set_health_check_custom_config(r.health_check_custom_config.map(health))
        .set_creator_request_id(text(r.creator_request_id))
        .set_tags(try_list(r.tags, tag).map_err(unbuilt)?)
        .send()
        .await
        .map_err(refused)?;
    Ok(CreateDiscoveryServiceOutput {
        service: made.service.map(service).unwrap_or_default(),
    })
}

/// Lists services of every namespace. A summary does not name its service's namespace, so each service is asked for it:
/// a filter by namespace would do on AWS, but emulators ignore it, and what belongs to others would be taken for ours.
pub(super) async fn list_discovery_services(
    map: &Client,
    r: ListDiscoveryServices,
) -> Answer<ListDiscoveryServicesOutput> {
    let call = map
        .list_services()
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let mut pages = call.into_paginator().send();
    let mut ids = Vec::new();
    while let Some(page) = pages.try_next().await.map_err(refused)? {
        ids.extend(page.services.unwrap_or_default().into_iter().map(|s| s.id));
    }
    let mut services = Vec::new();
    for id in ids {
        match map.get_service().set_id(id).send().await.map_err(refused) {
            Ok(found) => services.extend(found.service.map(service)),
            // Deleted since it was listed.
            Err(gone) if gone.kind == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(ListDiscoveryServicesOutput {
        services,
        next_token: None,
    })
}

pub(super) async fn list_operations(
    map: &Client,
    r: ListOperations,
) -> Answer<ListOperationsOutput> {
    let filter = |f: OperationFilter| {
        sdk::OperationFilter::builder()
            .name(f.name.as_str().into())
            .set_values(Some(f.values))
            .set_condition(word(&f.condition))
            .build()
    };
    let filters: Vec<_> = r
        .filters
        .into_iter()
        .map(filter)
        .collect::<Result<_, _>>()
        .map_err(unbuilt)?;
    let filters = (!filters.is_empty()).then_some(filters);
    let mut pages = map
        .list_operations()
        .set_filters(filters)
        .into_paginator()
        .send();
    let mut operations = Vec::new();
    while let Some(page) = pages.try_next().await.map_err(refused)? {
        let read = |o: sdk::OperationSummary| OperationSummary {
            id: o.id.unwrap_or_default(),
            status: said(o.status),
        };
        operations.extend(page.operations.unwrap_or_default().into_iter().map(read));
    }
    Ok(ListOperationsOutput {
        operations,
        next_token: None,
    })
}

pub(super) async fn get_discovery_service(
    map: &Client,
    r: GetDiscoveryService,
) -> Answer<CreateDiscoveryServiceOutput> {
    let found = map.get_service().set_id(text(r.id)).send().await;
    Ok(CreateDiscoveryServiceOutput {
        service: found
            .map_err(refused)?
            .service
            .map(service)
            .unwrap_or_default(),
    })
}

pub(super) async fn delete_discovery_service(
    map: &Client,
    r: DeleteDiscoveryService,
) -> Answer<Empty> {
    let call = map.delete_service().set_id(text(r.id));
    call.send().await.map_err(refused)?;
    Ok(Empty {})
}
