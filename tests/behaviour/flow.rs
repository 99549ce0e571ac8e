//! Both strategies from an empty account to an empty account.

use std::collections::BTreeMap;

use paperboat_core::app::files::InMemory;
use paperboat_core::app::load::Load;
use paperboat_core::aws::{
    Iam, ec2, ecs, efs, elbv2, host, iam, logs, secretsmanager, servicediscovery, ssm,
};
use paperboat_core::error::ErrorKind;
use paperboat_core::strategy::{App, Care, RunWith, Strategy, Way};
use paperboat_tests::account::{Account, account, changed};

use crate::bench::{Bench, Stop};
use crate::case::{Checked, cases};

cases! { "flow":
    a_naive_machine_comes_and_goes [
        ssm::GetParameter, ec2::DescribeInstanceTypes, ec2::CreateKeyPair, ec2::CreateSecurityGroup,
        ec2::AuthorizeSecurityGroupIngress, ec2::RunInstances, ec2::DescribeInstances, host::Exec, host::Put,
        host::HttpGet, ec2::TerminateInstances, ec2::DeleteSecurityGroup, ec2::DeleteKeyPair]
    a_careful_machine_comes_and_goes [
        ssm::GetParameter, ec2::DescribeInstanceTypes, ec2::CreateKeyPair, ec2::CreateSecurityGroup,
        ec2::AuthorizeSecurityGroupIngress, ec2::RunInstances, ec2::DescribeInstances, ec2::AllocateAddress,
        ec2::AssociateAddress, host::Exec, host::Put, host::HttpGet, ec2::TerminateInstances,
        ec2::ReleaseAddress, ec2::DeleteSecurityGroup, ec2::DeleteKeyPair]
    managed_services_come_and_go [
        ecs::CreateCluster, ecs::RegisterTaskDefinition, ecs::CreateService, ecs::DescribeServices,
        ecs::UpdateService, ecs::DeleteService, ecs::DeleteCluster, iam::CreateRole, logs::CreateLogGroup,
        elbv2::CreateLoadBalancer, elbv2::CreateTargetGroup, elbv2::CreateListener,
        servicediscovery::CreateHttpNamespace, ec2::CreateSecurityGroup, ec2::DescribeSubnets, host::HttpGet]
    managed_secrets_and_files_come_and_go [
        ecs::CreateCluster, ecs::RegisterTaskDefinition, ecs::CreateService, ecs::DescribeServices,
        ecs::DeleteService, iam::CreateRole, logs::CreateLogGroup, elbv2::CreateLoadBalancer,
        elbv2::CreateTargetGroup, servicediscovery::CreateHttpNamespace, efs::CreateFileSystem,
        efs::CreateMountTarget, secretsmanager::CreateSecret, host::HttpGet]
    deploying_a_machine_again_makes_nothing_new [
        ssm::GetParameter, ec2::CreateKeyPair, ec2::CreateSecurityGroup, ec2::RunInstances, host::Exec, host::Put, host::HttpGet]
    deploying_services_again_makes_nothing_new [
        ecs::CreateCluster, ecs::RegisterTaskDefinition, ecs::CreateService, iam::CreateRole, logs::CreateLogGroup,
        elbv2::CreateLoadBalancer, servicediscovery::CreateHttpNamespace, host::HttpGet]
    a_machine_with_a_missing_image_is_cleared_away [
        ssm::GetParameter, ec2::CreateKeyPair, ec2::CreateSecurityGroup, ec2::RunInstances, host::Exec, host::Put]
    services_with_a_missing_image_are_cleared_away [
        ecs::CreateCluster, ecs::RegisterTaskDefinition, ecs::CreateService, iam::CreateRole, logs::CreateLogGroup,
        elbv2::CreateLoadBalancer, servicediscovery::CreateHttpNamespace]
}

/// A web server and a cache, from a registry that every cloud can reach which can pull anything.
const PAIR: &str = "services:
  web:
    image: public.ecr.aws/docker/library/httpd:2.4
    ports: ['80:80']
    depends_on: [cache]
    x-paperboat: {boot-time: 1s, memory: 64MB, image-size: 60MB, tags: ['2.4-alpine']}
  cache:
    image: public.ecr.aws/docker/library/redis:7.4-alpine
";

/// A database with a password and a volume, and what needs it.
const DATABASE: &str = "services:
  web:
    image: public.ecr.aws/docker/library/caddy:2
    ports: ['80:80']
    depends_on: [db]
    x-paperboat: {boot-time: 1s, memory: 64MB, image-size: 60MB}
  db:
    image: public.ecr.aws/docker/library/postgres:17
    environment: {POSTGRES_PASSWORD: not-a-secret}
    volumes: ['data:/var/lib/postgresql/data']
volumes: {data: {}}
";

/// What the services and tasks of the other cases run.
const ALONE: &str = "services:
  web:
    image: public.ecr.aws/docker/library/nginx:stable
    x-paperboat: {tags: [stable-alpine]}
";

/// Reads an application under a name of the case's own.
pub(crate) fn app(name: &str, text: &str) -> App {
    let load = Load {
        working_directory: "/app".into(),
        project_name: Some(name.to_owned()),
        ..Load::default()
    };
    let files = InMemory::one("/app/compose.yaml", text);
    let resolved = load.read(&files).expect("the suite's own files are right");
    App::new(&resolved, &load)
}

/// Every application of the suite, for those who publish images.
pub(crate) fn apps() -> Vec<App> {
    [PAIR, DATABASE, ALONE]
        .map(|text| app("suite", text))
        .to_vec()
}

fn strategy(name: &str, care: Care) -> Result<Box<dyn Strategy>, Stop> {
    let way = Way::named(name, care, RunWith::Compose);
    way.map(Way::strategy)
        .ok_or_else(|| Stop(format!("there is no strategy {name}")))
}

/// What the account shows of everything, roles included, which cannot be listed here.
async fn everything(b: &Bench<'_>, app: &App) -> Result<Account, Stop> {
    let base = format!("paperboat-{}", app.name);
    let mut all = account(b.cloud, &base).await?;
    if b.cloud.supports("iam:GetRole") {
        for (name, role) in [("execution role", "execution"), ("task role", "task")] {
            let role_name = format!("{base}-{role}");
            let found = match b.cloud.get_role(iam::GetRole { role_name }).await {
                Ok(reply) => reply.role.arn.into(),
                Err(e) if e.kind == ErrorKind::NotFound => serde_json::Value::Null,
                Err(e) => return Err(e.into()),
            };
            all.insert(name, found);
        }
    }
    Ok(all)
}

/// Destroys, and then compares the account with what it was. Also after a deployment that failed.
async fn gone(b: &Bench<'_>, strategy: &dyn Strategy, app: &App, before: &Account) -> Checked {
    strategy.destroy(&b.context(), app).await?;
    strategy.destroy(&b.context(), app).await?;
    // Interfaces, file systems and namespaces go a while after the call.
    for _ in 0..10 {
        if changed(before, &everything(b, app).await?).is_empty() {
            break;
        }
        b.pass(60).await;
    }
    let left = changed(before, &everything(b, app).await?);
    b.check("the account is as before", left.is_empty(), left.join(", "));
    Ok(())
}

async fn there_and_back(b: &Bench<'_>, strategy: &dyn Strategy, text: &str) -> Checked {
    let app = app(&b.name("app"), text);
    let before = everything(b, &app).await?;
    let done = up_changed_and_down(b, strategy, &app, &before).await;
    gone(b, strategy, &app, &before).await?;
    done
}

async fn up_changed_and_down(
    b: &Bench<'_>,
    strategy: &dyn Strategy,
    app: &App,
    before: &Account,
) -> Checked {
    let cx = b.context();
    let deployed = strategy.deploy(&cx, app).await?;
    b.same(
        "how many public addresses there are",
        deployed.endpoints.len(),
        1,
    );
    let after = everything(b, app).await?;
    b.check(
        "the account shows what was made",
        !changed(before, &after).is_empty(),
        "nothing",
    );
    let status = strategy.status(&cx, app).await?;
    let services: std::collections::BTreeSet<_> =
        status.replicas.iter().map(|r| &r.service).collect();
    b.same(
        "how many services run",
        services.len(),
        app.project.services.len(),
    );
    let tags = &app.project.services["web"].hints.tags;
    if let Some(tag) = tags.first() {
        let image = format!("public.ecr.aws/docker/library/httpd:{tag}");
        let next = app.with_images(&BTreeMap::from([("web".to_owned(), image.clone())]));
        strategy.update(&cx, &next).await?;
        let status = strategy.status(&cx, &next).await?;
        let web = status.replicas.iter().filter(|r| r.service == "web");
        let images: Vec<_> = web.map(|r| r.image.as_str()).collect();
        b.check(
            "every copy has the new image",
            images.iter().all(|i| i.contains(tag.as_str())),
            images.join(", "),
        );
        strategy.rollback(&cx, app).await?;
    }
    Ok(())
}

async fn a_naive_machine_comes_and_goes(b: &Bench<'_>) -> Checked {
    there_and_back(b, &*strategy("ec2", Care::Naive)?, PAIR).await
}

async fn a_careful_machine_comes_and_goes(b: &Bench<'_>) -> Checked {
    there_and_back(b, &*strategy("ec2", Care::Careful)?, DATABASE).await
}

async fn managed_services_come_and_go(b: &Bench<'_>) -> Checked {
    there_and_back(b, &*strategy("fargate", Care::Careful)?, PAIR).await
}

async fn managed_secrets_and_files_come_and_go(b: &Bench<'_>) -> Checked {
    there_and_back(b, &*strategy("fargate", Care::Careful)?, DATABASE).await
}

async fn twice(b: &Bench<'_>, strategy: &dyn Strategy) -> Checked {
    let app = app(&b.name("app"), PAIR);
    let before = everything(b, &app).await?;
    let done = again(b, strategy, &app).await;
    gone(b, strategy, &app, &before).await?;
    done
}

/// How many things of each kind there are. A careful person takes a snapshot before every change, so these may grow.
fn count(all: &Account) -> Account {
    let size = |v: &serde_json::Value| -> usize {
        let members = v.as_object().into_iter().flat_map(|m| m.values());
        members.map(|m| m.as_array().map_or(0, Vec::len)).sum()
    };
    let kept = all
        .iter()
        .filter(|(name, _)| **name != "ec2:DescribeSnapshots");
    kept.map(|(name, shown)| (*name, size(shown).into()))
        .collect()
}

async fn again(b: &Bench<'_>, strategy: &dyn Strategy, app: &App) -> Checked {
    let cx = b.context();
    let first = strategy.deploy(&cx, app).await?;
    let once = count(&everything(b, app).await?);
    let second = strategy.deploy(&cx, app).await?;
    let more = changed(&once, &count(&everything(b, app).await?));
    b.check(
        "the second deployment makes nothing new",
        more.is_empty(),
        more.join(", "),
    );
    b.check(
        "the public addresses stay",
        first.endpoints == second.endpoints,
        "others",
    );
    Ok(())
}

async fn deploying_a_machine_again_makes_nothing_new(b: &Bench<'_>) -> Checked {
    twice(b, &*strategy("ec2", Care::Careful)?).await
}

async fn deploying_services_again_makes_nothing_new(b: &Bench<'_>) -> Checked {
    twice(b, &*strategy("fargate", Care::Careful)?).await
}

async fn fails(b: &Bench<'_>, strategy: &dyn Strategy) -> Checked {
    let right = app(&b.name("app"), PAIR);
    let missing = "public.ecr.aws/docker/library/httpd:no-such-tag".to_owned();
    let wrong = right.with_images(&BTreeMap::from([("web".to_owned(), missing)]));
    let before = everything(b, &wrong).await?;
    let failed = strategy.deploy(&b.context(), &wrong).await.is_err();
    b.check("the deployment fails", failed, "it does not");
    gone(b, strategy, &wrong, &before).await
}

async fn a_machine_with_a_missing_image_is_cleared_away(b: &Bench<'_>) -> Checked {
    fails(b, &*strategy("ec2", Care::Careful)?).await
}

async fn services_with_a_missing_image_are_cleared_away(b: &Bench<'_>) -> Checked {
    fails(b, &*strategy("fargate", Care::Careful)?).await
}
