//! A case: what it needs of a cloud, and what it expects there.

use std::future::Future;
use std::pin::Pin;

use crate::bench::{Bench, Stop};

/// What comes of a case: a [`Stop`] where it could not go on; what else differs is noted on the bench.
pub(crate) type Checked = Result<(), Stop>;

/// A case under way.
pub(crate) type Running<'a> = Pin<Box<dyn Future<Output = Checked> + Send + 'a>>;

/// What AWS documents about one thing, as calls and expectations.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    /// Where it is written, and what it says.
    pub(crate) name: &'static str,
    /// The operations without which it cannot be asked.
    pub(crate) needs: &'static [&'static str],
    /// The calls and expectations.
    pub(crate) body: for<'a> fn(&'a Bench<'a>) -> Running<'a>,
}

/// Lists the cases of a file: the name of each function, and the operations that it needs.
macro_rules! cases {
    ($folder:literal: $( $body:ident [ $($op:ty),* $(,)? ] )*) => {
        /// The cases of this file.
        pub(crate) const CASES: &[$crate::case::Case] = &[ $( $crate::case::Case {
            name: concat!($folder, "/", stringify!($body)),
            needs: &[ $( <$op as paperboat_core::aws::Operation>::NAME ),* ],
            body: |bench| Box::pin($body(bench)),
        }, )* ];
    };
}
pub(crate) use cases;

/// All cases, in the order in which they are written.
pub(crate) fn all() -> Vec<Case> {
    [
        crate::ec2::key_pair::CASES,
        crate::ec2::network::CASES,
        crate::ec2::security_group::CASES,
        crate::ec2::launch::CASES,
        crate::ec2::life::CASES,
        crate::ec2::address::CASES,
        crate::ec2::volume::CASES,
        crate::autoscaling::CASES,
        crate::applicationautoscaling::CASES,
        crate::ecs::cluster::CASES,
        crate::ecs::definition::CASES,
        crate::ecs::service::CASES,
        crate::ecs::rollout::CASES,
        crate::ecs::task::CASES,
        crate::ecs::express::CASES,
        crate::elbv2::balancer::CASES,
        crate::elbv2::target_group::CASES,
        crate::elbv2::listener::CASES,
        crate::iam::CASES,
        crate::ecr::CASES,
        crate::logs::CASES,
        crate::efs::CASES,
        crate::servicediscovery::CASES,
        crate::secretsmanager::CASES,
        crate::identity::CASES,
        crate::host::CASES,
        crate::flow::CASES,
    ]
    .concat()
}
