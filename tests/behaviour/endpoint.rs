//! An emulator's endpoint, or an account of AWS.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use paperboat_backends::aws::{AwsCloud, Place as Where, Supported};
use paperboat_core::aws::elbv2::DescribeLoadBalancers;
use paperboat_core::aws::host::{HttpGet, HttpGetOutput};
use paperboat_core::aws::sts::GetCallerIdentity;
use paperboat_core::aws::{Elb, HostCall, Reply, Request, Sts};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::CloudError;
use paperboat_core::time::Timestamp;
use paperboat_tests::emulators::{Server, emulator};
use tokio::runtime::Runtime;

use crate::bench::Bench;
use crate::case::Case;
use crate::place::{Outcome, ask, missing};

/// Must name the account in which cases may create and delete things.
const ACCOUNT: &str = "PAPERBOAT_AWS_ACCOUNT";

/// An emulator's states do not depend on time, so waiting for them is cut short: so many seconds are one.
const HURRY: u32 = 60;

/// The longest that a case may take on an emulator.
const LIMIT: Duration = Duration::from_secs(300);

/// The longest that a case may take on AWS.
const LIMIT_ON_AWS: Duration = Duration::from_secs(3_600);

/// An endpoint or an account. One case at a time: cases compare what an account shows.
pub(crate) struct Endpoint {
    cloud: Hurried,
    limit: Duration,
    run: String,
    turn: Mutex<()>,
    runtime: Runtime,
    _server: Option<Server>,
}

impl Endpoint {
    /// Opens `aws`, or starts an emulator and opens it.
    ///
    /// # Errors
    /// For a person: what is missing.
    pub(crate) fn open(name: &str) -> Result<Self, String> {
        let runtime = Runtime::new().map_err(|e| e.to_string())?;
        let run = format!("pb{:x}", std::process::id());
        if name == "aws" {
            let cloud = runtime.block_on(account())?;
            return Ok(Self {
                cloud: Hurried::new(Box::new(cloud), 1),
                limit: LIMIT_ON_AWS,
                run,
                turn: Mutex::default(),
                runtime,
                _server: None,
            });
        }
        let known =
            emulator(name).ok_or("it is none of simulator, moto, ministack, localstack, aws")?;
        let began = Instant::now();
        let server = Server::start(known)?;
        let place = Where {
            region: Some("us-east-1".into()),
            endpoint_url: Some(server.url().to_owned()),
            localstack: true,
            ..Where::default()
        };
        let cloud = runtime.block_on(async {
            let cloud = AwsCloud::connect(&place).await.map_err(|e| e.to_string())?;
            let found = cloud.probe().await;
            let missing = found
                .iter()
                .filter(|s| !matches!(s.state, Supported::Yes))
                .count();
            eprintln!(
                "{name}: {} at {}, {} of {} operations, after {:.1} s",
                server.way(),
                server.url(),
                found.len() - missing,
                found.len(),
                began.elapsed().as_secs_f64()
            );
            Ok::<_, String>(cloud)
        })?;
        Ok(Self {
            cloud: Hurried::new(Box::new(Answered(cloud)), HURRY),
            limit: LIMIT,
            run,
            turn: Mutex::default(),
            runtime,
            _server: Some(server),
        })
    }

    /// Runs a case when no other runs.
    pub(crate) fn run(&self, case: &Case, number: usize) -> Outcome {
        if let Some(operation) = missing(case, &self.cloud) {
            return Outcome::Unsupported(operation);
        }
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let bench = Bench::new(&self.cloud, format!("{}-{number}", self.run));
        let ended = self
            .runtime
            .block_on(async { tokio::time::timeout(self.limit, ask(case, &bench)).await });
        let mut differences = bench.differences();
        if ended.is_err() {
            differences.push(format!(
                "the case does not end in {} s",
                self.limit.as_secs()
            ));
        }
        Outcome::Asked(differences)
    }
}

/// Opens the account that is named, and no other.
async fn account() -> Result<AwsCloud, String> {
    let wanted = std::env::var(ACCOUNT).unwrap_or_default();
    if wanted.is_empty() {
        return Err(format!(
            "cases create and delete things in an account: name it in {ACCOUNT}"
        ));
    }
    let cloud = AwsCloud::connect(&Where::default())
        .await
        .map_err(|e| e.to_string())?;
    let caller = cloud.get_caller_identity(GetCallerIdentity {}).await;
    let caller = caller.map_err(|e| e.to_string())?;
    if caller.account != wanted {
        return Err(format!(
            "the credentials are of account {}, not of {wanted}",
            caller.account
        ));
    }
    if caller.arn.ends_with(":root") {
        return Err("the credentials are those of the root user".to_owned());
    }
    Ok(cloud)
}

/// An emulator whose load balancers lead nowhere: who asks one by its name is told that all is well, so that the
/// managed way can be followed to its end. Nothing is sent to any address. There is no machine to log in to.
struct Answered(AwsCloud);

const HTTP_GET: &str = "host:HttpGet";

impl Answered {
    async fn answer(&self, get: &HttpGet) -> Result<HttpGetOutput, CloudError> {
        let all = self
            .0
            .describe_load_balancers(DescribeLoadBalancers::default());
        let host = get.url.trim_start_matches("http://");
        let known = all.await?.load_balancers;
        let known = known
            .iter()
            .any(|l| !l.dns_name.is_empty() && host.starts_with(&l.dns_name));
        Ok(HttpGetOutput {
            status: if known { 200 } else { 0 },
            error: if known {
                String::new()
            } else {
                "Could not resolve host".to_owned()
            },
            ..Default::default()
        })
    }
}

#[async_trait]
impl Cloud for Answered {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        match request {
            Request::Host(HostCall::HttpGet(get)) => self.answer(&get).await.map(Reply::HttpGet),
            other => self.0.call(other).await,
        }
    }

    fn clock(&self) -> &dyn Clock {
        self.0.clock()
    }

    fn supports(&self, operation: &str) -> bool {
        operation == HTTP_GET || self.0.supports(operation)
    }
}

/// A cloud with a clock that runs faster than the one on the wall.
struct Hurried {
    cloud: Box<dyn Cloud>,
    began: Instant,
    factor: u32,
}

impl Hurried {
    fn new(cloud: Box<dyn Cloud>, factor: u32) -> Self {
        Self {
            cloud,
            began: Instant::now(),
            factor,
        }
    }
}

#[async_trait]
impl Cloud for Hurried {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        self.cloud.call(request).await
    }

    fn clock(&self) -> &dyn Clock {
        self
    }

    fn supports(&self, operation: &str) -> bool {
        self.cloud.supports(operation)
    }
}

#[async_trait]
impl Clock for Hurried {
    fn now(&self) -> Timestamp {
        Timestamp::ZERO + self.began.elapsed() * self.factor
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration / self.factor).await;
    }
}
