//! A simulated machine with Docker, Compose and the images of the scripts.

use std::sync::Arc;

use paperboat_core::aws::ec2::{
    AuthorizeSecurityGroupIngress, CreateKeyPair, CreateSecurityGroup, DescribeInstances,
    DescribeVpcs, IpPermission, RunInstances,
};
use paperboat_core::aws::host::{Exec, ExecOutput, Login, Put};
use paperboat_core::aws::secretsmanager::SecretString;
use paperboat_core::aws::ssm::GetParameter;
use paperboat_core::aws::{Ec2, Host, Ssm};
use paperboat_core::cloud::Clock;
use paperboat_core::error::CloudError;
use paperboat_core::workload::{ImageConfig, Profile, Programs, PublishedImage, WorkloadKind};
use paperboat_simulator::model::Model;
use paperboat_simulator::sim::Sim;
use paperboat_simulator::world::World;

use crate::files::{FILES, shop};

const AL2023: &str = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

/// What a person types before the scripts: Docker, the Compose plugin, the images.
const SET_UP: [&str; 9] = [
    "sudo dnf install -y docker",
    "sudo systemctl start docker",
    "sudo usermod -aG docker ec2-user",
    "sudo mkdir -p /usr/local/lib/docker/cli-plugins",
    "sudo curl -fsSL https://github.com/docker/compose/releases/latest/download/docker-compose-linux-x86_64 -o /usr/local/lib/docker/cli-plugins/docker-compose && sudo chmod +x /usr/local/lib/docker/cli-plugins/docker-compose",
    "docker pull -q boat/web:1",
    "docker pull -q boat/web:2",
    "docker pull -q boat/app:1",
    "docker pull -q boat/tool:1",
];

/// A machine that can be logged in to.
pub(crate) struct Simulated {
    sim: Sim,
    login: Login,
}

/// An image of busybox: its tags, its port, and what its Dockerfile in `real.rs` says.
fn image(name: &str, tags: &[&str], port: Option<u16>, config: ImageConfig) -> PublishedImage {
    let profile = Profile {
        kind: WorkloadKind::Web,
        pull_bytes: 1_000_000,
        disk_bytes: 2_000_000,
        boot_s: 0.05,
        cpu_boot_share: 0.5,
        memory_mib: 4,
        listens: port.into_iter().collect(),
        requests_per_second: 1_000.0,
        http: true,
        architectures: vec!["amd64".into(), "arm64".into()],
        lacks: vec!["curl".into()],
        config: Some(config),
        ..Profile::default()
    };
    PublishedImage {
        repository: format!("docker.io/boat/{name}"),
        tags: tags.iter().map(ToString::to_string).collect(),
        profile,
        private: false,
        held_before: false,
    }
}

fn images() -> Vec<PublishedImage> {
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let served = |page: &str, port: u16| ImageConfig {
        command: words(&format!("/bin/httpd -f -p {port} -h /srv")),
        files: [("/srv/index.html".to_owned(), page.to_owned())].into(),
        programs: Programs::Busybox,
        ..ImageConfig::default()
    };
    let app = ImageConfig {
        environment: words("GREETING=hello"),
        exposes: words("8080/tcp"),
        working_dir: "/srv".to_owned(),
        ..served("hello\n", 8080)
    };
    let tool = ImageConfig {
        entrypoint: words("/bin/echo"),
        command: words("hello"),
        programs: Programs::Busybox,
        ..ImageConfig::default()
    };
    vec![
        image("web", &["1"], Some(80), served("hello\n", 80)),
        image("web", &["2"], Some(80), served("second\n", 80)),
        image("app", &["1"], Some(8080), app),
        image("tool", &["1"], None, tool),
    ]
}

impl Simulated {
    /// Launches the machine and sets it up.
    ///
    /// # Panics
    /// When a step of the set-up fails.
    pub(crate) fn new() -> Self {
        let sim = Sim::new(World::new(1, Arc::new(Model::default()), images()));
        let login = sim.run(launch(&sim)).expect("an end").expect("a machine");
        let machine = Self { sim, login };
        for command in SET_UP {
            let done = machine.types(command);
            assert_eq!(done.exit_code, 0, "{command}: {done:?}");
        }
        assert_eq!(machine.types("mkdir -p app shop/site").exit_code, 0);
        let files = FILES.map(|(path, content)| (path.to_owned(), content.to_owned()));
        for (path, content) in files.into_iter().chain(shop()) {
            let put = Put {
                login: machine.login.clone(),
                path: format!("/home/ec2-user/{path}"),
                content: SecretString(content),
                mode: "644".to_owned(),
            };
            machine
                .sim
                .run(machine.sim.put(put))
                .expect("an end")
                .expect("the file is there");
        }
        machine
    }

    /// Types a command in a new login.
    ///
    /// # Panics
    /// When the login fails.
    pub(crate) fn types(&self, command: &str) -> ExecOutput {
        let exec = Exec {
            login: self.login.clone(),
            command: command.to_owned(),
            ..Default::default()
        };
        let output = self
            .sim
            .run(self.sim.exec(exec))
            .expect(command)
            .expect(command);
        self.sim.with(|w| w.check());
        output
    }
}

async fn launch(sim: &Sim) -> Result<Login, CloudError> {
    let key_name = "boat".to_owned();
    let key = CreateKeyPair {
        key_name: key_name.clone(),
        ..Default::default()
    };
    sim.create_key_pair(key).await?;
    let vpcs = sim.describe_vpcs(DescribeVpcs::default()).await?.vpcs;
    let group = CreateSecurityGroup {
        group_name: "boat".into(),
        description: "boat".into(),
        vpc_id: vpcs[0].vpc_id.clone(),
        ..Default::default()
    };
    let group_id = sim.create_security_group(group).await?.group_id;
    let open = AuthorizeSecurityGroupIngress {
        group_id: group_id.clone(),
        ip_permissions: vec![IpPermission::from_range("tcp", 22, "0.0.0.0/0")],
        ..Default::default()
    };
    sim.authorize_security_group_ingress(open).await?;
    let name = AL2023.to_owned();
    let image = sim
        .get_parameter(GetParameter {
            name,
            ..Default::default()
        })
        .await?;
    let run = RunInstances {
        image_id: image.parameter.value,
        instance_type: "t3.small".into(),
        min_count: 1,
        max_count: 1,
        key_name: key_name.clone(),
        security_group_ids: vec![group_id],
        ..Default::default()
    };
    let instance_id = sim.run_instances(run).await?.instances[0]
        .instance_id
        .clone();
    sim.sleep(std::time::Duration::from_secs(120)).await;
    let look = DescribeInstances {
        instance_ids: vec![instance_id.clone()],
        ..Default::default()
    };
    let found = sim.describe_instances(look).await?;
    Ok(Login {
        user: "ec2-user".into(),
        address: found.reservations[0].instances[0].public_ip_address,
        key_name,
        instance_id,
    })
}
