//! The namespace of Cloud Map in which the services of an application know each other.

use crate::aws::ServiceDiscovery as _;
use crate::aws::servicediscovery::{CreateHttpNamespace, GetOperation, ListNamespaces};
use crate::cloud::{Context, Look, Patience};
use crate::error::Cause;
use crate::recipe::Wait;
use crate::strategy::App;
use crate::strategy::names::{base, marks};
use crate::strategy::once::made;

/// Finds the id of the application's namespace.
pub(super) async fn find(cx: &Context<'_>, app: &App) -> Result<Option<String>, Cause> {
    let all = crate::aws::all(cx.cloud, ListNamespaces::default()).await?;
    let all = all.namespaces;
    let ours = all
        .into_iter()
        .find(|namespace| namespace.name == base(app));
    Ok(ours.map(|namespace| namespace.id))
}

/// Makes it, and waits until it is there.
pub(super) async fn create(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let tags = marks(app).map(|(key, value)| crate::aws::servicediscovery::Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    });
    let request = CreateHttpNamespace {
        name: base(app),
        tags: tags.collect(),
        ..CreateHttpNamespace::default()
    };
    let Some(begun) = made(cx.cloud.create_http_namespace(request).await)? else {
        return Ok(());
    };
    let probe = GetOperation {
        operation_id: begun.operation_id,
    };
    cx.wait_until(
        Wait::NamespaceMade,
        Patience::secs(5, 300),
        probe,
        |found| {
            let operation = found.operation;
            match operation.status.as_str() {
                "SUCCESS" => Look::Met(()),
                "FAIL" => Look::Never(Cause::RolledBack {
                    what: operation.id,
                    reason: operation.error_message,
                    log: Vec::new(),
                }),
                other => Look::NotYet(other.to_owned()),
            }
        },
    )
    .await
}
