//! Namespaces of Cloud Map and their services.

use paperboat_core::aws::ServiceDiscovery;
use paperboat_core::aws::ec2;
use paperboat_core::aws::servicediscovery::*;

use crate::bench::{Bench, Stop, is};
use crate::case::{Checked, cases};

cases! { "servicediscovery":
    a_namespace_is_made_by_an_operation [CreateHttpNamespace, GetOperation, ListNamespaces]
    a_namespace_is_deleted_by_an_operation [CreateHttpNamespace, GetOperation, ListNamespaces, DeleteNamespace]
    a_dns_namespace_belongs_to_a_vpc [CreatePrivateDnsNamespace, GetOperation, ListNamespaces, DeleteNamespace, ec2::DescribeVpcs]
    its_name_is_taken_once [CreateHttpNamespace, GetOperation]
    a_service_is_made_shown_and_deleted [CreateHttpNamespace, GetOperation, CreateDiscoveryService, ListDiscoveryServices, DeleteDiscoveryService]
    a_namespace_with_services_stays [CreateHttpNamespace, GetOperation, CreateDiscoveryService, DeleteNamespace]
    what_is_unknown_is_refused [GetOperation, CreateDiscoveryService, DeleteNamespace, DeleteDiscoveryService]
}

fn wanted(b: &Bench<'_>) -> CreateHttpNamespace {
    CreateHttpNamespace {
        name: b.name("app"),
        creator_request_id: b.name("token"),
        ..Default::default()
    }
}

/// Waits for an operation; gives the namespace that it was about.
async fn done(b: &Bench<'_>, operation_id: String) -> Result<DiscoveryOperation, Stop> {
    let success = |r: &GetOperationOutput| is(&r.operation.status, "SUCCESS");
    let look = GetOperation { operation_id };
    let reply = b.until("the operation succeeded", look, success).await?;
    Ok(reply.operation)
}

async fn made(b: &Bench<'_>) -> Result<String, Stop> {
    let id = b.cloud.create_http_namespace(wanted(b)).await?.operation_id;
    let operation = done(b, id).await?;
    let id = operation.targets.get("NAMESPACE").cloned();
    let id = id.ok_or_else(|| Stop("the operation names no NAMESPACE".into()))?;
    b.later(DeleteNamespace { id: id.clone() });
    Ok(id)
}

async fn kind(b: &Bench<'_>, name: &str) -> Result<String, Stop> {
    let all = b
        .cloud
        .list_namespaces(ListNamespaces::default())
        .await?
        .namespaces;
    let found = all.into_iter().find(|n| n.name == name);
    Ok(found.map_or("absent".to_owned(), |n| n.r#type))
}

async fn a_namespace_is_made_by_an_operation(b: &Bench<'_>) -> Checked {
    let operation_id = b.cloud.create_http_namespace(wanted(b)).await?.operation_id;
    let look = GetOperation {
        operation_id: operation_id.clone(),
    };
    let first = b.cloud.get_operation(look).await?.operation;
    let early = ["SUBMITTED", "PENDING"].contains(&first.status.as_str());
    b.check(
        "the operation is SUBMITTED or PENDING at first",
        early,
        &first.status,
    );
    b.same(
        "Type of the operation",
        first.r#type.as_str(),
        "CREATE_NAMESPACE",
    );
    let operation = done(b, operation_id).await?;
    let id = operation
        .targets
        .get("NAMESPACE")
        .cloned()
        .unwrap_or_default();
    b.begins("the NAMESPACE of the operation", &id, "ns-");
    b.later(DeleteNamespace { id });
    b.same(
        "its Type in the list",
        kind(b, &b.name("app")).await?.as_str(),
        "HTTP",
    );
    Ok(())
}

async fn a_namespace_is_deleted_by_an_operation(b: &Bench<'_>) -> Checked {
    let id = made(b).await?;
    let delete = DeleteNamespace { id };
    let operation_id = b.cloud.delete_namespace(delete.clone()).await?.operation_id;
    let operation = done(b, operation_id).await?;
    b.same(
        "Type of the operation",
        operation.r#type.as_str(),
        "DELETE_NAMESPACE",
    );
    b.same(
        "its Type in the list",
        kind(b, &b.name("app")).await?.as_str(),
        "absent",
    );
    b.refused("a deleted namespace", delete, "NamespaceNotFound")
        .await;
    Ok(())
}

async fn a_dns_namespace_belongs_to_a_vpc(b: &Bench<'_>) -> Checked {
    let request = CreatePrivateDnsNamespace {
        name: b.name("local"),
        vpc: crate::ec2::default_vpc(b).await?.vpc_id,
        creator_request_id: b.name("token"),
        ..Default::default()
    };
    let operation_id = b
        .cloud
        .create_private_dns_namespace(request)
        .await?
        .operation_id;
    let operation = done(b, operation_id).await?;
    let id = operation
        .targets
        .get("NAMESPACE")
        .cloned()
        .unwrap_or_default();
    b.later(DeleteNamespace { id });
    b.same(
        "its Type in the list",
        kind(b, &b.name("local")).await?.as_str(),
        "DNS_PRIVATE",
    );
    Ok(())
}

async fn its_name_is_taken_once(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let again = CreateHttpNamespace {
        creator_request_id: b.name("other"),
        ..wanted(b)
    };
    b.refused("a taken name", again, "NamespaceAlreadyExists")
        .await;
    Ok(())
}

fn service(b: &Bench<'_>, namespace_id: &str) -> CreateDiscoveryService {
    CreateDiscoveryService {
        name: "db".into(),
        namespace_id: namespace_id.into(),
        creator_request_id: b.name("db"),
        ..Default::default()
    }
}

async fn a_service_is_made_shown_and_deleted(b: &Bench<'_>) -> Checked {
    let namespace = made(b).await?;
    let request = service(b, &namespace);
    let made = b
        .cloud
        .create_discovery_service(request.clone())
        .await?
        .service;
    let delete = DeleteDiscoveryService {
        id: made.id.clone(),
    };
    b.later(delete.clone());
    b.begins("Id", &made.id, "srv-");
    b.begins("Arn", &made.arn, "arn:aws:servicediscovery:");
    b.same("Name", made.name.as_str(), "db");
    let shown = b
        .cloud
        .list_discovery_services(ListDiscoveryServices::default())
        .await?
        .services;
    b.check(
        "the list shows it",
        shown.iter().any(|s| s.id == made.id),
        "not",
    );
    let other = CreateDiscoveryService {
        creator_request_id: b.name("other"),
        ..request
    };
    b.refused("a taken name", other, "ServiceAlreadyExists")
        .await;
    b.cloud.delete_discovery_service(delete.clone()).await?;
    b.refused("a deleted service", delete, "ServiceNotFound")
        .await;
    Ok(())
}

async fn a_namespace_with_services_stays(b: &Bench<'_>) -> Checked {
    let id = made(b).await?;
    let made = b
        .cloud
        .create_discovery_service(service(b, &id))
        .await?
        .service;
    b.later(DeleteDiscoveryService { id: made.id });
    b.refused(
        "a namespace with a service",
        DeleteNamespace { id },
        "ResourceInUse",
    )
    .await;
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    let operation_id = "0123456789abcdef0123456789abcdef-01234567".to_owned();
    b.refused(
        "an unknown operation",
        GetOperation { operation_id },
        "OperationNotFound",
    )
    .await;
    let id = "ns-0123456789abcdef".to_owned();
    b.refused(
        "a service in an unknown namespace",
        service(b, &id),
        "NamespaceNotFound",
    )
    .await;
    b.refused(
        "an unknown namespace",
        DeleteNamespace { id },
        "NamespaceNotFound",
    )
    .await;
    let id = "srv-0123456789abcdef".to_owned();
    b.refused(
        "an unknown service",
        DeleteDiscoveryService { id },
        "ServiceNotFound",
    )
    .await;
    Ok(())
}
