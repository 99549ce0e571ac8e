//! Express Mode: one container that users call, with all that it stands on made by one request.
//!
//! What is Fargate's is Fargate's here too: size, secrets, log group, roles, and how the service is looked at. What differs is who makes the
//! load balancer, the security groups, the target groups and the scaling (AWS, with a role that it is given), and how a new version
//! comes: as a canary, which an alarm takes back.

mod request;

use async_trait::async_trait;

use super::capacity::Capacity;
use super::definition::Parts;
use super::{
    Recipe, clean, list, log_groups, look, named, quota, roles, rollout, secrets, service,
};
use crate::aws::ecs::{
    DeleteExpressGatewayService, DescribeExpressGatewayService, ExpressGatewayService, Service,
};
use crate::aws::host::ExecOutput;
use crate::aws::iam::{AttachRolePolicy, GetRole};
use crate::aws::{Express as _, Iam as _};
use crate::cloud::Context;
use crate::error::{Cause, DeployError};
use crate::event::Subgoal;
use crate::recipe::{Obstacle, Step};
use crate::strategy::names::base;
use crate::strategy::once::found;
use crate::strategy::refusal::permit;
use crate::strategy::verify::ask_from_outside;
use crate::strategy::{App, Deployed, Endpoint, Express, Status, Strategy, Way, role};

/// What AWS calls the one container (ECS API reference, CreateExpressGatewayService).
pub(super) const CONTAINER: &str = "Main";
/// AWS's own policy for making what an Express service stands on.
pub const INFRASTRUCTURE_POLICY: &str =
    "arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRoleforExpressGatewayServices";
/// The port at which every Express service is called.
const HTTPS: u16 = 443;

/// The one service that users call.
fn called(app: &App) -> Result<String, Cause> {
    let first = app.entrances().into_iter().next();
    let first = first.map(|entrance| entrance.service);
    first.ok_or_else(|| Cause::impossible(Obstacle::NobodyToScale, &app.name))
}

/// The service as ECS has it; none when it is not there.
async fn there(cx: &Context<'_>, app: &App, name: &str) -> Result<Option<Service>, Cause> {
    let known = service::described(cx, app, &[named::service(name)]).await?;
    Ok(known.into_iter().next())
}

/// The service as Express Mode has it; none when it is not there.
async fn express(
    cx: &Context<'_>,
    app: &App,
    name: &str,
) -> Result<Option<ExpressGatewayService>, Cause> {
    let Some(service) = there(cx, app, name).await?.filter(|s| s.status == "ACTIVE") else {
        return Ok(None);
    };
    let request = DescribeExpressGatewayService {
        service_arn: service.service_arn,
        ..DescribeExpressGatewayService::default()
    };
    let known = found(cx.cloud.describe_express_gateway_service(request).await)?;
    Ok(known.map(|known| known.service))
}

/// Where users reach the service: under the name that AWS gave it, over HTTPS.
fn deployed(app: &App, name: &str, service: &ExpressGatewayService) -> Deployed {
    let paths = service
        .active_configurations
        .iter()
        .flat_map(|v| &v.ingress_paths);
    let endpoint = |host: &str| Endpoint {
        service: name.to_owned(),
        // Some show it as a URL.
        host: host
            .trim_start_matches("https://")
            .trim_end_matches('/')
            .to_owned(),
        port: HTTPS,
        secure: true,
    };
    let first = paths.map(|path| path.endpoint.as_str()).next();
    Deployed {
        endpoints: first.map(endpoint).into_iter().collect(),
        platform: base(app),
    }
}

async fn find(cx: &Context<'_>, app: &App) -> Result<Deployed, Cause> {
    let name = called(app)?;
    let known = express(cx, app, &name).await?;
    let known = known.ok_or_else(|| Cause::impossible(Obstacle::NotDeployed, &app.name))?;
    Ok(deployed(app, &name, &known))
}

impl Express {
    fn way(self) -> Way {
        Way::Express(self)
    }

    /// The application with the tasks that this way gives its service.
    fn spread(self, app: &App) -> App {
        Recipe::from(self).spread(app).into_owned()
    }

    fn permit(self, cx: &Context<'_>, app: &App) -> Result<(), Cause> {
        permit(app, self.way())?;
        // Both versions run beside each other while one takes over from the other.
        let rolling = service::lasting(app);
        quota::permit(cx, app, Capacity::Fargate, &rolling)
    }

    /// Makes what the request refers to: cluster, roles, log group, secrets.
    async fn prepare(self, cx: &Context<'_>, app: &App) -> Result<(Parts, String), DeployError> {
        cx.step(Step::CreateCluster, super::cluster(cx, app))
            .await?;
        let with_secrets = !secrets::wanted(app).is_empty();
        let body = async {
            let roles = roles::make(cx, app, with_secrets).await?;
            Ok((roles, infrastructure(cx, app).await?))
        };
        let (roles, infrastructure) = cx.step(Step::CreateRoles, body).await?;
        cx.step(Step::CreateLogGroups, log_groups(cx, app)).await?;
        let mut parts = Parts {
            execution_role: roles.execution,
            task_role: roles.task,
            ..Parts::default()
        };
        if with_secrets {
            parts.secrets = cx
                .step(Step::StoreSecrets, secrets::store(cx, app, false))
                .await?;
        }
        Ok((parts, infrastructure))
    }

    /// Waits until the service runs what it shall, and asks it from outside.
    async fn arrive(
        self,
        cx: &Context<'_>,
        app: &App,
        step: Step,
    ) -> Result<Deployed, DeployError> {
        let body = async {
            let name = called(app)?;
            let service = there(cx, app, &name).await?;
            let primary = service.and_then(|s| s.deployments.into_iter().next());
            let begun = primary
                .map(|primary| (name, primary.id))
                .into_iter()
                .collect();
            rollout::wait(cx, app, &begun).await
        };
        cx.step(step, body).await?;
        let look = Step::LookAtLoadBalancer.towards(Subgoal::Expose);
        let deployed = cx.step(look, find(cx, app)).await?;
        cx.step(Step::AskFromOutside, ask_from_outside(cx, app, &deployed))
            .await?;
        Ok(deployed)
    }
}

/// Makes the role with which AWS makes what the service stands on.
async fn infrastructure(cx: &Context<'_>, app: &App) -> Result<String, Cause> {
    let name = named::infrastructure_role(app);
    let description = format!("what {} stands on", app.name);
    let made = role::make(cx, app, &name, "ecs.amazonaws.com", description).await?;
    let request = AttachRolePolicy {
        role_name: name.clone(),
        policy_arn: INFRASTRUCTURE_POLICY.to_owned(),
    };
    cx.cloud.attach_role_policy(request).await?;
    match made {
        Some(arn) => Ok(arn),
        None => Ok(cx
            .cloud
            .get_role(GetRole { role_name: name })
            .await?
            .role
            .arn),
    }
}

#[async_trait]
impl Strategy for Express {
    fn name(&self) -> &'static str {
        self.way().name()
    }

    async fn deploy(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
        let app = &self.spread(app);
        cx.step(Step::CheckApplication, async { self.permit(cx, app) })
            .await?;
        let (parts, infrastructure) = self.prepare(cx, app).await?;
        let body = async {
            let name = called(app)?;
            match express(cx, app, &name).await? {
                None => request::create(cx, app, &name, &parts, infrastructure).await,
                // It was begun before, and may have been begun for another version.
                Some(known) => request::update(cx, app, &name, &parts, &known).await,
            }
        };
        cx.step(Step::CreateExpressService, body).await?;
        self.arrive(cx, app, Step::StartServices).await
    }

    async fn update(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
        let app = &self.spread(app);
        let body = async {
            self.permit(cx, app)?;
            let name = called(app)?;
            let known = express(cx, app, &name).await?;
            known.ok_or_else(|| Cause::impossible(Obstacle::NotDeployed, &name))
        };
        let known = cx.step(Step::CompareVersions, body).await?;
        let (parts, _) = self.prepare(cx, app).await?;
        let body = async {
            let name = called(app)?;
            request::update(cx, app, &name, &parts, &known).await
        };
        cx.step(Step::CreateExpressService.towards(Subgoal::Update), body)
            .await?;
        self.arrive(cx, app, Step::RollServices).await
    }

    async fn rollback(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
        self.update(cx, app).await
    }

    async fn scale(
        &self,
        cx: &Context<'_>,
        app: &App,
        service: &str,
        replicas: u32,
    ) -> Result<Deployed, DeployError> {
        let before = self.spread(app);
        let wanted = self.spread(&app.scaled_to(service, replicas));
        let body = async {
            crate::strategy::known(app, service)?;
            crate::strategy::answered(&wanted)?;
            quota::permit(cx, &wanted, Capacity::Fargate, &[])?;
            request::scale(cx, &wanted, service).await
        };
        if let Err(error) = cx.step(Step::StartReplicas, body).await {
            let back = request::scale(cx, &before, service);
            return Err(crate::strategy::unscaled(cx, service, error, back).await);
        }
        let look = Step::LookAtLoadBalancer.towards(Subgoal::Expose);
        let deployed = cx.step(look, find(cx, app)).await?;
        cx.step(Step::AskFromOutside, ask_from_outside(cx, app, &deployed))
            .await?;
        Ok(deployed)
    }

    async fn status(&self, cx: &Context<'_>, app: &App) -> Result<Status, DeployError> {
        let deployed = cx.step(Step::LookAtLoadBalancer, find(cx, app)).await?;
        let replicas = cx.step(Step::ListTasks, list(cx, app)).await?;
        Ok(Status {
            endpoints: deployed.endpoints,
            platform: deployed.platform,
            replicas,
        })
    }

    async fn logs(
        &self,
        cx: &Context<'_>,
        app: &App,
        service: &str,
        tail: u32,
    ) -> Result<Vec<String>, DeployError> {
        let body = look::lines(cx, app, service, tail);
        cx.step(Step::ReadLogs, body).await
    }

    async fn exec(
        &self,
        cx: &Context<'_>,
        app: &App,
        target: &str,
        command: &[String],
    ) -> Result<ExecOutput, DeployError> {
        // The request has no member that would let sessions in: AWS refuses them, and says so.
        let body = look::exec_in(cx, app, target, CONTAINER, command);
        cx.step(Step::RunCommand, body).await
    }

    async fn destroy(&self, cx: &Context<'_>, app: &App) -> Result<(), DeployError> {
        let app = &self.spread(app);
        cx.step(Step::DeleteServices, remove(cx, app)).await?;
        cx.step(Step::DeleteCluster, clean::cluster(cx, app))
            .await?;
        cx.step(Step::DeleteSecretsAndLogs, clean::secrets_and_logs(cx, app))
            .await?;
        let body = async {
            clean::access(cx, app).await?;
            role::remove(cx, named::infrastructure_role(app)).await
        };
        cx.step(Step::DeleteRoles, body).await
    }
}

/// Deletes the service, those of other versions too, and waits until its tasks have stopped: the role goes last, because AWS needs it
/// to take away what it made.
async fn remove(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let mut names: Vec<String> = service::lasting(app)
        .into_iter()
        .map(named::service)
        .collect();
    names.extend(service::others(cx, app).await?);
    let known = service::described(cx, app, &names).await?;
    for service in known {
        if service.status == "ACTIVE" {
            let service_arn = service.service_arn;
            let request = DeleteExpressGatewayService { service_arn };
            found(cx.cloud.delete_express_gateway_service(request).await)?;
        }
        clean::gone(cx, app, service.service_name).await?;
    }
    Ok(())
}
