//! The emulator, looked at past the program: what it holds before and after.

use paperboat_backends::aws::{AwsCloud, Place};
use paperboat_core::sweep;
use paperboat_tests::account::{Account, account, changed};
use paperboat_tests::emulators::{Server, emulator};
use tokio::runtime::Runtime;

/// The cluster of the application.
const CLUSTER: &str = "paperboat-real";

/// What ministack keeps after AWS would have removed it: the volume that goes with its instance.
const KEPT: &str = "ec2:DescribeVolumes";

/// An emulator, and what it held at first.
pub(crate) struct Aws {
    server: Server,
    runtime: Runtime,
    cloud: AwsCloud,
    before: Account,
}

impl Aws {
    /// Starts ministack, with or without a container engine for its tasks.
    ///
    /// # Panics
    /// When it does not start.
    pub(crate) fn start(with_engine: bool) -> Self {
        let ministack = emulator("ministack").expect("in the table");
        let server = if with_engine {
            Server::process_with_engine(ministack)
        } else {
            Server::process(ministack)
        };
        let server = server.unwrap_or_else(|why| panic!("{why}"));
        let runtime = Runtime::new().expect("a runtime");
        let place = Place {
            endpoint_url: Some(server.url().to_owned()),
            localstack: true,
            ..Place::default()
        };
        let (cloud, before) = runtime.block_on(async {
            let cloud = AwsCloud::connect(&place).await.expect("it answers");
            cloud.probe().await;
            let before = account(&cloud, CLUSTER).await.expect("it answers");
            (cloud, before)
        });
        Self {
            server,
            runtime,
            cloud,
            before,
        }
    }

    /// Where it answers.
    pub(crate) fn url(&self) -> &str {
        self.server.url()
    }

    /// Makes sure that it holds what it held at first, and that nothing carries a deployment's tag.
    ///
    /// # Panics
    /// When it does not.
    pub(crate) fn is_as_before(&self) {
        self.runtime.block_on(async {
            let after = account(&self.cloud, CLUSTER).await.expect("it answers");
            let mut changed = changed(&self.before, &after);
            changed.retain(|operation| *operation != KEPT);
            assert!(changed.is_empty(), "{changed:?}: {after:#?}");
            let left = sweep::find(&self.cloud, None).await;
            assert!(left.leftovers.is_empty(), "{left:#?}");
        });
    }
}
