//! An emulator looked at past the program under test: what it held at first, and what it holds now.

use paperboat_backends::aws::{AwsCloud, Place};
use paperboat_core::sweep;
use tokio::runtime::Runtime;

use crate::account::{Account, account, changed};

/// What ministack keeps although AWS removes it: the volume that goes with its instance.
const KEPT: &str = "ec2:DescribeVolumes";

/// The account behind an endpoint.
#[derive(Debug)]
pub struct Watched {
    runtime: Runtime,
    cloud: AwsCloud,
    cluster: String,
    before: Account,
}

impl Watched {
    /// Looks at an endpoint for the first time. `cluster` is the one that is looked at.
    ///
    /// # Panics
    /// When the endpoint does not answer.
    #[must_use]
    pub fn at(url: &str, cluster: &str) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let place = Place {
            endpoint_url: Some(url.to_owned()),
            localstack: true,
            ..Place::default()
        };
        let (cloud, before) = runtime.block_on(async {
            let cloud = AwsCloud::connect(&place).await.expect("it answers");
            cloud.probe().await;
            let before = account(&cloud, cluster).await.expect("it answers");
            (cloud, before)
        });
        let cluster = cluster.to_owned();
        Self {
            runtime,
            cloud,
            cluster,
            before,
        }
    }

    /// Asks the cloud past the program.
    pub fn ask<T>(&self, question: impl AsyncFnOnce(&AwsCloud) -> T) -> T {
        self.runtime.block_on(question(&self.cloud))
    }

    /// Makes sure that the account holds what it held at first, and that nothing carries a deployment's tag.
    ///
    /// # Panics
    /// When it does not; `when` is part of what is said.
    pub fn is_as_before(&self, when: &str) {
        self.runtime.block_on(async {
            let after = account(&self.cloud, &self.cluster).await;
            let after = after.expect("it answers");
            let mut changed = changed(&self.before, &after);
            changed.retain(|operation| *operation != KEPT);
            assert!(changed.is_empty(), "{when}: {changed:?}: {after:#?}");
            let left = sweep::find(&self.cloud, None).await.leftovers;
            assert!(left.is_empty(), "{when}: {left:#?}");
        });
    }
}
