//! The one table of emulators: what starts each, as a process and as a container.

/// An emulator, and how it is started. In arguments and variables `{port}` is the port, `{folder}` a folder of its own.
#[derive(Debug)]
pub struct Emulator {
    /// The name in `PAPERBOAT_CLOUD`, and the folder in `target/emulators`.
    pub name: &'static str,
    /// The version, in `install.sh` too.
    pub version: &'static str,
    /// The program in the virtual environment, and its arguments.
    pub program: &'static [&'static str],
    /// Variables of the process.
    pub variables: &'static [(&'static str, &'static str)],
    /// Variables of the process that keep it from a container engine.
    pub apart: &'static [(&'static str, &'static str)],
    /// Image and tag on Docker Hub.
    pub image: (&'static str, &'static str),
    /// The variable that names another image: a mirror's, or one that `image.sh` built.
    pub image_variable: &'static str,
    /// The port inside the container.
    pub container_port: u16,
    /// Variables of the container.
    pub container_variables: &'static [(&'static str, &'static str)],
}

/// All emulators.
///
/// moto gets the switches with which it checks what it is given. ministack is kept from a container engine unless a
/// test asks for one: tasks that pull and crash in their own time would give another result each time.
pub const EMULATORS: [Emulator; 3] = [
    Emulator {
        name: "moto",
        version: "5.2.5",
        program: &["moto_server", "-H", "127.0.0.1", "-p", "{port}"],
        variables: &[
            ("MOTO_IAM_LOAD_MANAGED_POLICIES", "true"),
            ("MOTO_ENABLE_AMI_VALIDATION", "1"),
            ("MOTO_ENABLE_KEYPAIR_VALIDATION", "1"),
            ("MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION", "1"),
        ],
        apart: &[],
        image: ("motoserver/moto", "5.2.5"),
        image_variable: "PAPERBOAT_IMAGE_MOTO",
        container_port: 5000,
        container_variables: &[
            ("MOTO_IAM_LOAD_MANAGED_POLICIES", "true"),
            ("MOTO_ENABLE_AMI_VALIDATION", "1"),
            ("MOTO_ENABLE_KEYPAIR_VALIDATION", "1"),
            ("MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION", "1"),
        ],
    },
    Emulator {
        name: "ministack",
        version: "1.5.33",
        program: &["ministack"],
        variables: &[
            ("GATEWAY_PORT", "{port}"),
            ("BIND_HOST", "127.0.0.1"),
            ("MINISTACK_HOST", "127.0.0.1"),
        ],
        apart: &[("DOCKER_HOST", "unix:///nonexistent")],
        image: ("ministackorg/ministack", "1.5.33"),
        image_variable: "PAPERBOAT_IMAGE_MINISTACK",
        container_port: 4566,
        container_variables: &[("GATEWAY_PORT", "4566"), ("BIND_HOST", "0.0.0.0")],
    },
    // Its images ask for a token since March 2026; 4.14.0 is the last that does not.
    Emulator {
        name: "localstack",
        version: "2026.3.0",
        program: &["python", "-m", "localstack.runtime.main"],
        variables: &[
            ("OVERRIDE_IN_DOCKER", "0"),
            ("LOCALSTACK_HOST", "127.0.0.1:{port}"),
            ("GATEWAY_LISTEN", "127.0.0.1:{port}"),
            ("DISABLE_EVENTS", "1"),
            ("SKIP_SSL_CERT_DOWNLOAD", "1"),
            ("DNS_ADDRESS", "0"),
            ("FILESYSTEM_ROOT", "{folder}"),
        ],
        apart: &[],
        image: ("localstack/localstack", "4.14.0"),
        image_variable: "PAPERBOAT_IMAGE_LOCALSTACK",
        container_port: 4566,
        container_variables: &[
            ("DISABLE_EVENTS", "1"),
            ("SKIP_SSL_CERT_DOWNLOAD", "1"),
            ("DNS_ADDRESS", "0"),
        ],
    },
];

/// Finds an emulator by its name.
#[must_use]
pub fn emulator(name: &str) -> Option<&'static Emulator> {
    EMULATORS.iter().find(|e| e.name == name)
}
