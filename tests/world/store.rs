//! What keeps things and is billed for it: secrets, namespaces, file systems, repositories.

use paperboat_core::aws::{Request, ecr, efs, secretsmanager, servicediscovery};
use paperboat_core::workload::{Profile, PublishedImage};
use proptest::prelude::{any, prop_oneof};
use proptest::strategy::Strategy as Draw;

use crate::act::Which;
use crate::driver::Driver;
use crate::known::one;

/// A request to one of the services that keep things.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Store {
    CreateSecret(Which),
    DeleteSecret(Which, bool),
    CreateNamespace(Which, bool),
    DeleteNamespace(Which),
    CreateFileSystem(Which),
    DeleteFileSystem(Which),
    CreateRepository(Which),
    DeleteRepository(Which, bool),
    /// Pushes an image to a repository's address, whether there is one or not. It is no request: the one that
    /// goes with it lists the namespaces, whose ids no other answer tells.
    Push(Which, u64),
}

pub(crate) fn store() -> impl Draw<Value = Store> {
    let which = || 0..3_u8;
    prop_oneof![
        2 => which().prop_map(Store::CreateSecret),
        2 => (which(), any::<bool>()).prop_map(|(n, force)| Store::DeleteSecret(n, force)),
        2 => (which(), any::<bool>()).prop_map(|(n, dns)| Store::CreateNamespace(n, dns)),
        1 => which().prop_map(Store::DeleteNamespace),
        1 => which().prop_map(Store::CreateFileSystem),
        1 => which().prop_map(Store::DeleteFileSystem),
        2 => which().prop_map(Store::CreateRepository),
        1 => (which(), any::<bool>()).prop_map(|(n, force)| Store::DeleteRepository(n, force)),
        2 => (which(), 1..2_000_000_000_u64).prop_map(|(n, bytes)| Store::Push(n, bytes)),
    ]
}

fn name(n: Which) -> String {
    format!("store-{n}")
}

/// The image that a push brings; none for what is a request.
pub(crate) fn pushed(store: Store) -> Option<PublishedImage> {
    let Store::Push(n, bytes) = store else {
        return None;
    };
    Some(PublishedImage {
        repository: format!("{}/{}", paperboat_simulator::ecr::host(), name(n)),
        tags: vec![format!("v{}", bytes % 3)],
        profile: Profile {
            pull_bytes: bytes,
            disk_bytes: 2 * bytes,
            ..Profile::default()
        },
        private: true,
        held_before: false,
    })
}

/// The request of an act.
pub(crate) fn request(driver: &Driver, store: Store) -> Request {
    match store {
        Store::CreateSecret(n) => secretsmanager::CreateSecret {
            name: name(n),
            secret_string: secretsmanager::SecretString("a value".into()),
            client_request_token: "01234567-89ab-cdef-0123-456789abcdef".into(),
            ..Default::default()
        }
        .into(),
        Store::DeleteSecret(n, force_delete_without_recovery) => secretsmanager::DeleteSecret {
            secret_id: name(n),
            force_delete_without_recovery,
        }
        .into(),
        Store::CreateNamespace(n, true) => servicediscovery::CreatePrivateDnsNamespace {
            name: format!("{}.internal", name(n)),
            vpc: driver.vpc.clone(),
            ..Default::default()
        }
        .into(),
        Store::CreateNamespace(n, false) => servicediscovery::CreateHttpNamespace {
            name: name(n),
            ..Default::default()
        }
        .into(),
        Store::DeleteNamespace(n) => servicediscovery::DeleteNamespace {
            id: one(&driver.known.namespaces, n),
        }
        .into(),
        Store::CreateFileSystem(n) => efs::CreateFileSystem {
            creation_token: name(n),
            ..Default::default()
        }
        .into(),
        Store::DeleteFileSystem(n) => efs::DeleteFileSystem {
            file_system_id: one(&driver.known.file_systems, n),
        }
        .into(),
        Store::CreateRepository(n) => ecr::CreateRepository {
            repository_name: name(n),
            ..Default::default()
        }
        .into(),
        Store::DeleteRepository(n, force) => ecr::DeleteRepository {
            repository_name: name(n),
            force,
        }
        .into(),
        Store::Push(..) => servicediscovery::ListNamespaces::default().into(),
    }
}

/// Removes all that is kept.
pub(crate) fn remove_all(driver: &mut Driver) {
    let secrets = driver.ask(secretsmanager::ListSecrets::default());
    for secret in secrets.map(|r| r.secret_list).unwrap_or_default() {
        let _ = driver.ask(secretsmanager::DeleteSecret {
            secret_id: secret.name,
            force_delete_without_recovery: true,
        });
    }
    let namespaces = driver.ask(servicediscovery::ListNamespaces::default());
    for namespace in namespaces.map(|r| r.namespaces).unwrap_or_default() {
        let _ = driver.ask(servicediscovery::DeleteNamespace { id: namespace.id });
    }
    let file_systems = driver.ask(efs::DescribeFileSystems::default());
    for file_system in file_systems.map(|r| r.file_systems).unwrap_or_default() {
        let _ = driver.ask(efs::DeleteFileSystem {
            file_system_id: file_system.file_system_id,
        });
    }
    let repositories = driver.ask(ecr::DescribeRepositories::default());
    for repository in repositories.map(|r| r.repositories).unwrap_or_default() {
        let _ = driver.ask(ecr::DeleteRepository {
            repository_name: repository.repository_name,
            force: true,
        });
    }
}
