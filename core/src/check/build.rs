//! The commands that build the image of a service and push it: the file's own build, typed with Docker's command line.

use std::collections::BTreeSet;

use crate::app::path::relative;
use crate::app::service::Build;
use crate::aws::quote;
use crate::strategy::App;

/// Gives the commands that build and push the image of a service, joined by `&&`; first those of the services that
/// it is built upon (`additional_contexts` with `service:`), each once.
///
/// Paths are relative to the project's folder, where the commands are to be typed. What `docker build` has no option
/// for, an inline Dockerfile, is built by `docker compose build` and tagged. Nothing for a service without a build.
#[must_use]
pub fn build_commands(app: &App, service: &str) -> String {
    let mut commands = Vec::new();
    add(app, service, &mut BTreeSet::new(), &mut commands);
    if let Some(image) = built(app, service).map(|(image, _)| image) {
        commands.push(format!("docker push {}", quote(image)));
    }
    commands.join(" && ")
}

/// Tells whether a service's image has the name that stands in for one that the file does not say.
pub(super) fn is_invented(app: &App, service: &str, image: &str) -> bool {
    image == format!("{}/{service}:1", app.project.name)
}

fn built<'a>(app: &'a App, service: &str) -> Option<(&'a str, &'a Build)> {
    let service = app.project.services.get(service)?;
    Some((service.image.as_deref()?, service.build.as_ref()?))
}

fn add<'a>(
    app: &'a App,
    service: &'a str,
    done: &mut BTreeSet<&'a str>,
    commands: &mut Vec<String>,
) {
    let Some((image, build)) = built(app, service) else {
        return;
    };
    if !done.insert(service) {
        return;
    }
    for base in build.additional_contexts.values() {
        if let Some(base) = base.strip_prefix("service:") {
            add(app, base, done, commands);
        }
    }
    commands.push(one(app, service, image, build));
}

fn one(app: &App, service: &str, image: &str, build: &Build) -> String {
    if build.dockerfile_inline.is_some() {
        let made = format!("{}-{service}", app.project.name);
        let own = !is_invented(app, service, image);
        let tag = format!(" && docker tag {} {}", quote(&made), quote(image));
        let tag = if own { String::new() } else { tag };
        return format!("docker compose build {}{tag}", quote(service));
    }
    let mut words = vec!["docker build".to_owned()];
    let mut option = |name: &str, value: &str| words.push(format!("{name} {}", quote(value)));
    option("-t", image);
    let context = build.context.as_deref().unwrap_or(".");
    let context = relative(&app.project.directory, context);
    match build.dockerfile.as_deref() {
        None | Some("Dockerfile") => {}
        Some(file) if file.starts_with('/') || context.contains("://") => {
            option("-f", &relative(&app.project.directory, file));
        }
        Some(file) if context == "." => option("-f", file),
        Some(file) => option("-f", &format!("{context}/{file}")),
    }
    if let Some(target) = &build.target {
        option("--target", target);
    }
    for (name, value) in &build.args {
        match value {
            Some(value) => option("--build-arg", &format!("{name}={value}")),
            None => option("--build-arg", name),
        }
    }
    for (name, other) in &build.additional_contexts {
        let other = match other.strip_prefix("service:") {
            Some(base) => {
                let base = built(app, base).map_or(base, |(image, _)| image);
                format!("docker-image://{base}")
            }
            None => relative(&app.project.directory, other),
        };
        option("--build-context", &format!("{name}={other}"));
    }
    for secret in &build.secrets {
        let object = app.project.secrets.get(&secret.source);
        let file = object.and_then(|object| object.file.as_deref());
        let variable = object.and_then(|object| object.environment.as_deref());
        let id = secret.target.as_deref().unwrap_or(&secret.source);
        match (file, variable) {
            (Some(file), _) => {
                let file = relative(&app.project.directory, file);
                option("--secret", &format!("id={id},src={file}"));
            }
            (None, Some(variable)) => option("--secret", &format!("id={id},env={variable}")),
            (None, None) => {}
        }
    }
    if !build.platforms.is_empty() {
        option("--platform", &build.platforms.join(","));
    }
    words.push(quote(&context));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::build_commands;
    use crate::app::files::InMemory;
    use crate::app::load::Load;
    use crate::strategy::App;

    fn commands(text: &'static str, service: &str) -> String {
        let load = Load {
            working_directory: "/p/shop".to_owned(),
            ..Load::default()
        };
        let read = load
            .read(&InMemory::one("/p/shop/compose.yaml", text))
            .expect("a fine file");
        build_commands(&App::new(&read, &load), service)
    }

    #[test]
    fn the_commands_are_those_of_the_file() {
        let cases = [
            (
                "services: {a: {build: ./app}}",
                "docker build -t shop/a:1 ./app && docker push shop/a:1",
            ),
            (
                "services: {a: {build: .}}",
                "docker build -t shop/a:1 . && docker push shop/a:1",
            ),
            (
                "services: {a: {image: me/a:3, build: {context: ../api, dockerfile: docker/prod.Dockerfile, target: run, args: {V: '1 2', W: }}}}",
                "docker build -t me/a:3 -f ../api/docker/prod.Dockerfile --target run --build-arg 'V=1 2' ../api && docker push me/a:3",
            ),
            (
                "services: {a: {build: {context: ./a, additional_contexts: {base: 'service:b', docs: ./docs}}}, b: {build: ./b}}",
                "docker build -t shop/b:1 ./b && docker build -t shop/a:1 --build-context base=docker-image://shop/b:1 --build-context docs=./docs ./a && docker push shop/a:1",
            ),
            (
                "services: {a: {build: 'https://example.com/a.git#main'}}",
                "docker build -t shop/a:1 'https://example.com/a.git#main' && docker push shop/a:1",
            ),
            (
                "services: {a: {build: {dockerfile_inline: 'FROM scratch'}}}",
                "docker compose build a && docker tag shop-a shop/a:1 && docker push shop/a:1",
            ),
            (
                "services: {a: {build: {context: ., secrets: [key], platforms: [linux/arm64]}}}\nsecrets: {key: {file: ./key}}",
                "docker build -t shop/a:1 --secret id=key,src=./key --platform linux/arm64 . && docker push shop/a:1",
            ),
            ("services: {a: {image: x}}", ""),
        ];
        for (text, wanted) in cases {
            assert_eq!(commands(text, "a"), wanted, "{text}");
        }
    }
}
