//! Endpoints outside the application that answer: services of AWS, known by their names, and what somebody states.

use serde::{Deserialize, Serialize};

use crate::app::project::Project;

/// Ends of the names of AWS's managed services, with the part of the name that must stand before the end, as the
/// services' guides show their endpoints (`DB.ID.REGION.rds.amazonaws.com`, `ID.cache.amazonaws.com`, ...).
const MANAGED: [(&str, Managed); 16] = [
    (".rds.amazonaws.com", Managed::Rds),
    (".docdb.amazonaws.com", Managed::DocumentDb),
    (".neptune.amazonaws.com", Managed::Neptune),
    (".cache.amazonaws.com", Managed::ElastiCache),
    (".memorydb.", Managed::MemoryDb),
    (".redshift.amazonaws.com", Managed::Redshift),
    (".es.amazonaws.com", Managed::OpenSearch),
    (".aoss.amazonaws.com", Managed::OpenSearch),
    (".kafka.", Managed::Msk),
    (".kafka-serverless.", Managed::Msk),
    (".mq.", Managed::AmazonMq),
    (".on.aws", Managed::Api),
    (".execute-api.", Managed::Api),
    (".lambda-url.", Managed::Api),
    ("s3.", Managed::Api),
    (".s3.", Managed::Api),
];

/// Names of AWS's API endpoints: `SERVICE.REGION.amazonaws.com`.
const APIS: [&str; 14] = [
    "sqs",
    "sns",
    "dynamodb",
    "kinesis",
    "secretsmanager",
    "ssm",
    "email",
    "events",
    "logs",
    "sts",
    "monitoring",
    "firehose",
    "states",
    "cognito-idp",
];

/// A managed service of AWS that programs connect to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Managed {
    /// Amazon RDS and Aurora.
    Rds,
    /// Amazon DocumentDB.
    DocumentDb,
    /// Amazon Neptune.
    Neptune,
    /// Amazon ElastiCache.
    ElastiCache,
    /// Amazon MemoryDB.
    MemoryDb,
    /// Amazon Redshift.
    Redshift,
    /// Amazon OpenSearch Service.
    OpenSearch,
    /// Amazon MSK.
    Msk,
    /// Amazon MQ.
    AmazonMq,
    /// An API endpoint of AWS.
    Api,
}

impl Managed {
    /// AWS's name of it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rds => "Amazon RDS",
            Self::DocumentDb => "Amazon DocumentDB",
            Self::Neptune => "Amazon Neptune",
            Self::ElastiCache => "Amazon ElastiCache",
            Self::MemoryDb => "Amazon MemoryDB",
            Self::Redshift => "Amazon Redshift",
            Self::OpenSearch => "Amazon OpenSearch Service",
            Self::Msk => "Amazon MSK",
            Self::AmazonMq => "Amazon MQ",
            Self::Api => "AWS",
        }
    }
}

/// Recognises an endpoint of a managed service by its name. Balancers, machines and file systems are none: those are
/// part of a deployment, and somebody must have made them.
#[must_use]
pub fn managed(host: &str) -> Option<Managed> {
    let host = host.to_ascii_lowercase();
    let aws = host.ends_with(".amazonaws.com") || host.ends_with(".on.aws");
    if !aws {
        return None;
    }
    let known = MANAGED
        .iter()
        .find(|(part, _)| match part.strip_suffix('.') {
            Some(_) if part.starts_with('.') => host.contains(part),
            Some(_) => host.starts_with(part),
            None => host.ends_with(part),
        });
    let api = || {
        let first = host.split('.').next().unwrap_or_default();
        APIS.contains(&first).then_some(Managed::Api)
    };
    known.map(|(_, managed)| *managed).or_else(api)
}

/// An endpoint outside the application that is stated to answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Outside {
    /// The name or address that programs use.
    pub host: String,
    /// Where it answers; 0 for any port.
    pub port: u16,
}

/// The ports at which kinds of endpoints answer when none is stated: the kind as `x-paperboat` calls it, and the port.
pub const KINDS: [(&str, u16); 11] = [
    ("postgres", 5432),
    ("mysql", 3306),
    ("mongo", 27017),
    ("redis", 6379),
    ("memcached", 11211),
    ("rabbitmq", 5672),
    ("kafka", 9092),
    ("smtp", 587),
    ("http", 80),
    ("https", 443),
    ("other", 0),
];

/// The endpoints that `x-paperboat` at the top of the file states.
pub(super) fn stated(project: &Project) -> Vec<Outside> {
    let stated = project.hints.external.iter();
    stated
        .map(|(host, hint)| {
            let kind = hint.kind.as_deref();
            let usual = kind.and_then(|kind| KINDS.iter().find(|(k, _)| *k == kind));
            Outside {
                host: host.clone(),
                port: hint.port.or(usual.map(|(_, port)| *port)).unwrap_or(0),
            }
        })
        .collect()
}

/// Tells whether an endpoint answers although nothing of the application is behind it.
#[must_use]
pub fn answers(stated: &[Outside], host: &str, port: u16) -> bool {
    let same = |o: &Outside| o.host == host && (o.port == port || o.port == 0 || port == 0);
    managed(host).is_some() || stated.iter().any(same)
}

#[cfg(test)]
mod tests {
    use super::{Managed, Outside, answers, managed};

    #[test]
    fn endpoints_of_aws_are_known_by_their_names() {
        for (host, service) in [
            ("shop.abcdefgh.us-east-1.rds.amazonaws.com", Managed::Rds),
            (
                "shop.cluster-ro-abc.eu-west-1.rds.amazonaws.com",
                Managed::Rds,
            ),
            ("shop.proxy-abc.us-east-1.rds.amazonaws.com", Managed::Rds),
            (
                "docs.cluster-abc.us-east-1.docdb.amazonaws.com",
                Managed::DocumentDb,
            ),
            (
                "master.shop.abc.use1.cache.amazonaws.com",
                Managed::ElastiCache,
            ),
            (
                "clustercfg.shop.abc.memorydb.us-east-1.amazonaws.com",
                Managed::MemoryDb,
            ),
            (
                "b-1.shop.abc.c2.kafka.us-east-1.amazonaws.com",
                Managed::Msk,
            ),
            ("b-1234-1.mq.us-east-1.amazonaws.com", Managed::AmazonMq),
            (
                "search-shop-abc.us-east-1.es.amazonaws.com",
                Managed::OpenSearch,
            ),
            ("sqs.us-east-1.amazonaws.com", Managed::Api),
            ("bucket.s3.us-east-1.amazonaws.com", Managed::Api),
            ("s3.amazonaws.com", Managed::Api),
            ("abc.execute-api.us-east-1.amazonaws.com", Managed::Api),
        ] {
            assert_eq!(managed(host), Some(service), "{host}");
        }
        for host in [
            "shop-123.us-east-1.elb.amazonaws.com",
            "ec2-1-2-3-4.compute-1.amazonaws.com",
            "fs-1.efs.us-east-1.amazonaws.com",
            "rds.amazonaws.com.example.org",
            "db",
        ] {
            assert_eq!(managed(host), None, "{host}");
        }
    }

    #[test]
    fn what_is_stated_answers_at_its_port() {
        let stated = [Outside {
            host: "pgsql".to_owned(),
            port: 5432,
        }];
        assert!(answers(&stated, "pgsql", 5432) && answers(&stated, "pgsql", 0));
        assert!(!answers(&stated, "pgsql", 3306) && !answers(&stated, "mysql", 5432));
    }
}
