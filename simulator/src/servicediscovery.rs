//! AWS Cloud Map: namespaces, and the names of tasks in them.

use std::collections::{BTreeMap, BTreeSet};

use paperboat_core::aws::servicediscovery::{
    CreateDiscoveryService, CreateDiscoveryServiceOutput, DeleteDiscoveryService, DeleteNamespace,
    DiscoveryOperation, DiscoveryService, GetDiscoveryService, GetOperation, GetOperationOutput,
    ListDiscoveryServices, ListDiscoveryServicesOutput, ListNamespaces, ListNamespacesOutput,
    ListOperations, ListOperationsOutput, NamespaceSummary, OperationOutput, OperationSummary,
};
use paperboat_core::aws::{Empty, Reply, ServiceDiscoveryCall};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::event::EventId;

use crate::arena::{Arena, Key};
use crate::id::TaskKey;
use crate::id::arn;
use crate::meter::{self, Item};
use crate::model::Timing;
use crate::wake::{Kind, Wake};
use crate::world::{CallId, Outcome, World};

/// The account's namespaces and the services in them, by id.
#[derive(Clone, Debug, Default)]
pub struct ServiceDiscovery {
    namespaces: BTreeMap<String, Namespace>,
    services: BTreeMap<String, Service>,
    operations: Arena<Operation>,
}

#[derive(Clone, Debug)]
struct Namespace {
    name: String,
    dns: bool,
}

#[derive(Clone, Debug)]
struct Service {
    name: String,
    namespace_id: String,
    tasks: BTreeSet<TaskKey>,
}

#[derive(Clone, Debug)]
struct Operation {
    id: String,
    namespace_id: String,
    namespace: Option<Namespace>,
    done: bool,
    last: EventId,
}

impl Operation {
    fn word(&self) -> &'static str {
        match self.namespace {
            Some(_) => "CREATE_NAMESPACE",
            None => "DELETE_NAMESPACE",
        }
    }

    fn status(&self) -> &'static str {
        if self.done { "SUCCESS" } else { "PENDING" }
    }
}

pub(crate) fn handle(
    w: &mut World,
    call: CallId,
    request: ServiceDiscoveryCall,
) -> Result<Outcome, CloudError> {
    match request {
        ServiceDiscoveryCall::CreateHttpNamespace(r) => {
            let id = begin(w, call, "CreateHttpNamespace", r.name, false)?;
            Ok(Outcome::Done(Reply::CreateHttpNamespace(id)))
        }
        ServiceDiscoveryCall::CreatePrivateDnsNamespace(r) => {
            let id = begin(w, call, "CreatePrivateDnsNamespace", r.name, true)?;
            Ok(Outcome::Done(Reply::CreatePrivateDnsNamespace(id)))
        }
        ServiceDiscoveryCall::DeleteNamespace(r) => delete_namespace(w, call, &r),
        ServiceDiscoveryCall::ListNamespaces(r) => list_namespaces(w, &r),
        ServiceDiscoveryCall::GetOperation(r) => get_operation(w, &r),
        ServiceDiscoveryCall::ListOperations(r) => list_operations(w, &r),
        ServiceDiscoveryCall::CreateDiscoveryService(r) => create_service(w, call, r),
        ServiceDiscoveryCall::ListDiscoveryServices(r) => list_services(w, &r),
        ServiceDiscoveryCall::GetDiscoveryService(r) => get_service(w, &r),
        ServiceDiscoveryCall::DeleteDiscoveryService(r) => delete_service(w, call, &r),
    }
}

fn refuse(
    kind: ErrorKind,
    operation: &str,
    code: &str,
    message: impl std::fmt::Display,
) -> CloudError {
    CloudError::refused(
        kind,
        &format!("servicediscovery:{operation}"),
        code,
        message,
    )
}

fn resource(name: &str) -> String {
    format!("namespace/{name}")
}

fn begin(
    w: &mut World,
    call: CallId,
    operation: &str,
    name: String,
    dns: bool,
) -> Result<OperationOutput, CloudError> {
    let allowed = |c: char| c.is_ascii_graphic();
    if name.is_empty() || name.len() > 1024 || !name.chars().all(allowed) {
        let message = format!("Name '{name}' is not valid.");
        return Err(refuse(
            ErrorKind::InvalidInput,
            operation,
            "InvalidInput",
            message,
        ));
    }
    let coming = w.servicediscovery.operations.iter();
    let coming = coming.filter_map(|(_, o)| o.namespace.as_ref().filter(|_| !o.done));
    let taken = w
        .servicediscovery
        .namespaces
        .values()
        .chain(coming)
        .any(|n| n.name == name);
    if taken {
        let message = format!("Namespace with name {name} already exists.");
        return Err(refuse(
            ErrorKind::AlreadyExists,
            operation,
            "NamespaceAlreadyExists",
            message,
        ));
    }
    let timing = if dns {
        Timing::ServicediscoveryNamespaceCreate
    } else {
        Timing::ServicediscoveryHttpNamespaceCreate
    };
    let delay = w.draw(timing, &name);
    let cause = w.call_event(call);
    let last = w.state(Some(cause), &resource(&name), "", "SUBMITTED", "");
    let operation = Operation {
        id: w.ids.uuid(),
        namespace_id: format!("ns-{}", w.ids.hex(16)),
        namespace: Some(Namespace { name, dns }),
        done: false,
        last,
    };
    Ok(submit(w, operation, delay))
}

fn submit(w: &mut World, operation: Operation, delay: std::time::Duration) -> OperationOutput {
    let operation_id = operation.id.clone();
    let key = w.servicediscovery.operations.insert(operation);
    w.wake_in(delay, Kind::Namespace, key.slot(), 0);
    OperationOutput { operation_id }
}

fn delete_namespace(
    w: &mut World,
    call: CallId,
    r: &DeleteNamespace,
) -> Result<Outcome, CloudError> {
    const OP: &str = "DeleteNamespace";
    let Some(namespace) = w.servicediscovery.namespaces.get(&r.id) else {
        let message = format!("The namespace with ID '{}' does not exist.", r.id);
        return Err(refuse(
            ErrorKind::NotFound,
            OP,
            "NamespaceNotFound",
            message,
        ));
    };
    let mut services = w.servicediscovery.services.values();
    if services.any(|s| s.namespace_id == r.id) {
        let message = "Namespace is associated with services; delete the services before deleting the namespace.";
        return Err(refuse(ErrorKind::InUse, OP, "ResourceInUse", message));
    }
    let name = resource(&namespace.name);
    let delay = w.draw(Timing::ServicediscoveryNamespaceDelete, &name);
    let cause = w.call_event(call);
    let last = w.state(Some(cause), &name, "SUCCESS", "deleting", "");
    let operation = Operation {
        id: w.ids.uuid(),
        namespace_id: r.id.clone(),
        namespace: None,
        done: false,
        last,
    };
    let output = submit(w, operation, delay);
    Ok(Outcome::Done(Reply::DeleteNamespace(output)))
}

pub(crate) fn wake(w: &mut World, wake: Wake) {
    let key: Key<Operation> = Key::from_slot(wake.slot);
    let Some(operation) = w.servicediscovery.operations.get_mut(key) else {
        return;
    };
    operation.done = true;
    let (id, cause) = (operation.namespace_id.clone(), operation.last);
    match operation.namespace.clone() {
        Some(namespace) => {
            if namespace.dns {
                meter::open(w, &id, Item::HostedZone);
            }
            let name = resource(&namespace.name);
            w.servicediscovery.namespaces.insert(id, namespace);
            w.state(Some(cause), &name, "SUBMITTED", "SUCCESS", "");
        }
        None => {
            if let Some(namespace) = w.servicediscovery.namespaces.remove(&id) {
                meter::close(w, &id);
                w.state(
                    Some(cause),
                    &resource(&namespace.name),
                    "deleting",
                    "deleted",
                    "",
                );
            }
        }
    }
}

/// The namespaces that are billed now, by id: those with a hosted zone.
pub(crate) fn billable(w: &World) -> impl Iterator<Item = (String, Item)> {
    let namespaces = w.servicediscovery.namespaces.iter();
    let with_zone = namespaces.filter(|(_, n)| n.dns);
    with_zone.map(|(id, _)| (id.clone(), Item::HostedZone))
}

/// The items of one page of each list, the most and the default (Cloud Map API reference, `MaxResults`).
const ITEMS_A_PAGE: usize = 100;

fn page_of<T>(
    operation: &str,
    all: Vec<T>,
    token: Option<&str>,
    wanted: Option<u32>,
) -> Result<(Vec<T>, Option<String>), CloudError> {
    let size = crate::page::size(wanted, ITEMS_A_PAGE);
    let page = crate::page::page(all, token, size);
    page.ok_or_else(|| {
        let message = "The NextToken value is invalid.";
        refuse(ErrorKind::InvalidInput, operation, "InvalidInput", message)
    })
}

fn list_namespaces(w: &World, r: &ListNamespaces) -> Result<Outcome, CloudError> {
    let namespaces = w
        .servicediscovery
        .namespaces
        .iter()
        .map(|(id, n)| NamespaceSummary {
            id: id.clone(),
            arn: arn("servicediscovery", &format!("namespace/{id}")),
            name: n.name.clone(),
            r#type: if n.dns { "DNS_PRIVATE" } else { "HTTP" }.to_owned(),
        })
        .collect();
    let token = r.next_token.as_deref();
    let (namespaces, next_token) = page_of("ListNamespaces", namespaces, token, r.max_results)?;
    Ok(Outcome::Done(Reply::ListNamespaces(ListNamespacesOutput {
        namespaces,
        next_token,
    })))
}

fn get_operation(w: &World, r: &GetOperation) -> Result<Outcome, CloudError> {
    let mut operations = w.servicediscovery.operations.iter();
    let Some((_, o)) = operations.find(|(_, o)| o.id == r.operation_id) else {
        let message = format!("The operation with ID '{}' does not exist.", r.operation_id);
        return Err(refuse(
            ErrorKind::NotFound,
            "GetOperation",
            "OperationNotFound",
            message,
        ));
    };
    let operation = DiscoveryOperation {
        id: o.id.clone(),
        r#type: o.word().to_owned(),
        status: o.status().to_owned(),
        targets: BTreeMap::from([("NAMESPACE".to_owned(), o.namespace_id.clone())]),
        ..Default::default()
    };
    Ok(Outcome::Done(Reply::GetOperation(GetOperationOutput {
        operation,
    })))
}

fn list_operations(w: &World, r: &ListOperations) -> Result<Outcome, CloudError> {
    const OP: &str = "ListOperations";
    let mut operations = Vec::new();
    for (_, o) in w.servicediscovery.operations.iter() {
        let mut met = true;
        for filter in &r.filters {
            if !matches!(filter.condition.as_str(), "" | "EQ" | "IN") {
                let what = format!("the condition '{}'", filter.condition);
                let operation = format!("servicediscovery:{OP}");
                return Err(CloudError::unsupported(&operation, what));
            }
            let value = match filter.name.as_str() {
                "STATUS" => o.status(),
                "TYPE" => o.word(),
                "NAMESPACE_ID" => &o.namespace_id,
                other => {
                    let message = format!("Filter name '{other}' is not valid.");
                    return Err(refuse(ErrorKind::InvalidInput, OP, "InvalidInput", message));
                }
            };
            met &= filter.values.iter().any(|v| v == value);
        }
        if met {
            operations.push(OperationSummary {
                id: o.id.clone(),
                status: o.status().to_owned(),
            });
        }
    }
    let reply = ListOperationsOutput {
        operations,
        next_token: None,
    };
    Ok(Outcome::Done(Reply::ListOperations(reply)))
}

fn description(id: &str, s: &Service) -> DiscoveryService {
    DiscoveryService {
        id: id.to_owned(),
        arn: arn("servicediscovery", &format!("service/{id}")),
        name: s.name.clone(),
        namespace_id: s.namespace_id.clone(),
        instance_count: s.tasks.len() as u32,
    }
}

fn create_service(
    w: &mut World,
    call: CallId,
    r: CreateDiscoveryService,
) -> Result<Outcome, CloudError> {
    const OP: &str = "CreateDiscoveryService";
    let namespace_id = match &r.namespace_id {
        id if w.servicediscovery.namespaces.contains_key(id) => id.clone(),
        id => {
            let message = format!("The namespace with ID '{id}' does not exist.");
            return Err(refuse(
                ErrorKind::NotFound,
                OP,
                "NamespaceNotFound",
                message,
            ));
        }
    };
    let mut services = w.servicediscovery.services.values();
    if services.any(|s| s.name == r.name && s.namespace_id == namespace_id) {
        let message = format!("Service with name {} already exists.", r.name);
        return Err(refuse(
            ErrorKind::AlreadyExists,
            OP,
            "ServiceAlreadyExists",
            message,
        ));
    }
    if let Some(dns) = &r.dns_config
        && dns.dns_records.iter().any(|d| d.r#type != "A")
    {
        return Err(CloudError::unsupported(
            &format!("servicediscovery:{OP}"),
            "DNS records of other types than A",
        ));
    }
    let id = format!("srv-{}", w.ids.hex(16));
    let service = Service {
        name: r.name,
        namespace_id,
        tasks: BTreeSet::new(),
    };
    let cause = w.call_event(call);
    w.state(
        Some(cause),
        &format!("discovery-service/{}", service.name),
        "",
        "active",
        "",
    );
    let reply = CreateDiscoveryServiceOutput {
        service: description(&id, &service),
    };
    w.servicediscovery.services.insert(id, service);
    Ok(Outcome::Done(Reply::CreateDiscoveryService(reply)))
}

fn list_services(w: &World, r: &ListDiscoveryServices) -> Result<Outcome, CloudError> {
    let services = w.servicediscovery.services.iter();
    let services = services.map(|(id, s)| description(id, s)).collect();
    let token = r.next_token.as_deref();
    let (services, next_token) = page_of("ListDiscoveryServices", services, token, r.max_results)?;
    Ok(Outcome::Done(Reply::ListDiscoveryServices(
        ListDiscoveryServicesOutput {
            services,
            next_token,
        },
    )))
}

/// The refusal of a service that is not there.
fn unknown_service(operation: &str, id: &str) -> CloudError {
    let message = format!("The service with ID '{id}' does not exist.");
    refuse(ErrorKind::NotFound, operation, "ServiceNotFound", message)
}

fn get_service(w: &World, r: &GetDiscoveryService) -> Result<Outcome, CloudError> {
    let found = w.servicediscovery.services.get(&r.id);
    let found = found.ok_or_else(|| unknown_service("GetDiscoveryService", &r.id))?;
    let service = description(&r.id, found);
    Ok(Outcome::Done(Reply::GetDiscoveryService(
        CreateDiscoveryServiceOutput { service },
    )))
}

fn delete_service(
    w: &mut World,
    call: CallId,
    r: &DeleteDiscoveryService,
) -> Result<Outcome, CloudError> {
    const OP: &str = "DeleteDiscoveryService";
    let Some(service) = w.servicediscovery.services.get(&r.id) else {
        return Err(unknown_service(OP, &r.id));
    };
    if !service.tasks.is_empty() {
        let message = "Service contains registered instances; delete the instances before deleting the service.";
        return Err(refuse(ErrorKind::InUse, OP, "ResourceInUse", message));
    }
    let name = format!("discovery-service/{}", service.name);
    w.servicediscovery.services.remove(&r.id);
    let cause = w.call_event(call);
    w.state(Some(cause), &name, "active", "deleted", "");
    Ok(Outcome::Done(Reply::DeleteDiscoveryService(Empty {})))
}

/// Finds a namespace's ARN by name, id or ARN, as Service Connect names it.
pub(crate) fn namespace_arn(w: &World, namespace: &str) -> Option<String> {
    let id_of = |arn: &str| arn.rsplit('/').next().map(str::to_owned);
    let wanted = id_of(namespace);
    let mut all = w.servicediscovery.namespaces.iter();
    let found = all.find(|(id, n)| n.name == namespace || Some(*id) == wanted.as_ref());
    found.map(|(id, _)| arn("servicediscovery", &format!("namespace/{id}")))
}

/// Tells whether a service with this ARN exists.
pub(crate) fn knows(w: &World, registry_arn: &str) -> bool {
    let id = registry_arn.rsplit('/').next().unwrap_or_default();
    w.servicediscovery.services.contains_key(id)
}

/// Registers a task under a service's name.
pub(crate) fn register(w: &mut World, registry_arn: &str, task: TaskKey) {
    let id = registry_arn.rsplit('/').next().unwrap_or_default();
    if let Some(service) = w.servicediscovery.services.get_mut(id) {
        service.tasks.insert(task);
        // Who asked for the name before has passed none of its tasks.
        w.changes.everything();
    }
}

/// Takes a task out of a service.
pub(crate) fn deregister(w: &mut World, registry_arn: &str, task: TaskKey) {
    let id = registry_arn.rsplit('/').next().unwrap_or_default();
    if let Some(service) = w.servicediscovery.services.get_mut(id) {
        service.tasks.remove(&task);
        w.changes.everything();
    }
}

/// The tasks behind a name of a private DNS namespace; none when nothing has the name.
pub(crate) fn resolve(w: &World, name: &str) -> Option<Vec<TaskKey>> {
    let (service, namespace) = name.trim_end_matches('.').split_once('.')?;
    let all = &w.servicediscovery;
    let (id, _) = all
        .namespaces
        .iter()
        .find(|(_, n)| n.dns && n.name == namespace)?;
    let mut services = all.services.values();
    let found = services.find(|s| s.name == service && s.namespace_id == *id)?;
    (!found.tasks.is_empty()).then(|| found.tasks.iter().copied().collect())
}
