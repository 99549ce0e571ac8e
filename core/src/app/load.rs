//! What to read, and what comes of it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use super::budget::Budget;
use super::diagnostic::Diagnostic;
use super::environment::Variables;
use super::extension;
use super::files::{FileError, Files, Role, SourceFile, Sources};
use super::interpolate::Template;
use super::node::{Map, Node, Span, key_below};
use super::normalize::normalize;
use super::path::{file_name, join, parent};
use super::project::Project;
use super::reader::{Layer, Reader};
use super::select;
use super::service::Service;
use super::validate;
use super::yaml;

/// The names of Compose files, the preferred first.
pub const FILE_NAMES: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
];

/// The names of files that are laid over the first one when both are found.
pub const OVERRIDE_NAMES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// Which application to read: the options of `docker compose`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// The absolute path of the folder where the command is given.
    pub working_directory: String,
    /// `--file`, in order. Empty: `COMPOSE_FILE`, or else the usual names, looked for here and in the
    /// folders above.
    pub files: Vec<String>,
    /// `--project-directory`. Nothing: the folder of the first file.
    pub project_directory: Option<String>,
    /// `--env-file`, in order. Empty: `COMPOSE_ENV_FILES` of the shell, or else `.env` in the project's folder, if it
    /// exists.
    pub env_files: Vec<String>,
    /// `--profile`. Empty: `COMPOSE_PROFILES`.
    pub profiles: Vec<String>,
    /// `--project-name`. Nothing: `COMPOSE_PROJECT_NAME`, `name:` in the files, or the folder's name.
    pub project_name: Option<String>,
    /// The variables of the shell; they win over those of env files.
    pub environment: BTreeMap<String, String>,
}

/// An application that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// The canonical tree with the place of everything that someone wrote. Its shape is that of
    /// `docker compose config`, plus `env_file` and the `x-` keys of services.
    pub tree: Node,
    /// The same, typed.
    pub project: Project,
    /// Every file that was read; `Span::file` is an index into it.
    pub files: Vec<SourceFile>,
    /// What may not be as meant.
    pub warnings: Vec<Diagnostic>,
    /// The keys of services whose profiles are not active, and of networks, volumes, secrets and configs that no
    /// active service uses: they are not in the tree. With the place of each.
    pub left_out: Vec<(String, Option<Span>)>,
    /// What lies where services mount something of the project; empty until [`mounts::read`](super::mounts::read)
    /// looks.
    pub mounts: super::mounts::Mounts,
}

/// An application that cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// At least one error, the one that Docker Compose would report first; then warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// Every file that was read; `Span::file` is an index into it.
    pub files: Vec<SourceFile>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.diagnostics.first() {
            Some(first) => first.fmt(f),
            None => f.write_str("the application cannot be read"),
        }
    }
}

impl std::error::Error for Refused {}

/// The tree, the project and the keys that are left out of both.
type Read = (Node, Project, Vec<(String, Option<Span>)>);

impl Load {
    /// Reads the application.
    ///
    /// # Errors
    /// Everything that Docker Compose refuses, in its words where it has any, and input over this reader's
    /// limits. Nothing is written, and nothing is read but through `files`.
    pub fn read(&self, files: &dyn Files) -> Result<Resolved, Refused> {
        let reader = Reader {
            sources: Sources::new(files),
            budget: Budget::default(),
            warnings: RefCell::default(),
            home: self.environment.get("HOME").cloned(),
        };
        let result = self.resolve(&reader);
        let warnings = reader.warnings.take();
        let files = reader.sources.into_files();
        match result {
            Ok((tree, project, left_out)) => Ok(Resolved {
                mounts: super::mounts::Mounts::new(),
                tree,
                project,
                files,
                warnings,
                left_out,
            }),
            Err(mut diagnostics) => {
                diagnostics.extend(warnings);
                Err(Refused { diagnostics, files })
            }
        }
    }

    fn resolve(&self, reader: &Reader<'_>) -> Result<Read, Vec<Diagnostic>> {
        let working = |path: &String| join(&self.working_directory, path);
        let given: Vec<String> = self.files.iter().map(working).collect();
        let project_directory = self.project_directory.as_ref().map(working);
        let first_directory = project_directory
            .clone()
            .or_else(|| given.first().map(|file| parent(file).to_owned()))
            .unwrap_or_else(|| self.working_directory.clone());
        let mut variables = self.environment.clone();
        self.add_env_files(reader, &first_directory, &mut variables)?;
        let files = if given.is_empty() {
            self.find_files(reader, &first_directory, &variables)?
        } else {
            given
        };
        let directory = project_directory.unwrap_or_else(|| parent(&files[0]).to_owned());
        if directory != first_directory {
            self.add_env_files(reader, &directory, &mut variables)?;
        }
        let name = self.name(reader, &files, &directory, &variables)?;
        variables
            .entry("COMPOSE_PROJECT_NAME".to_owned())
            .or_insert_with(|| name.clone());
        let mut tree = reader.layer(&Layer {
            files: &files,
            role: Role::Compose,
            directory: &directory,
            variables: &variables,
            stack: &files[..1],
        })?;
        if tree.as_map().is_none_or(Map::is_empty) {
            return Err(Diagnostic::error("compose-empty")
                .arg("path", &files[0])
                .docker("empty compose file")
                .into());
        }
        if name.is_empty() {
            let written = tree.get("name");
            return Err(Diagnostic::error("compose-project-name-empty")
                .key("name")
                .at(written.and_then(|name| name.span))
                .docker("project name must not be empty")
                .into());
        }
        normalize(&mut tree, &name, &variables);
        let written = select::places(&tree);
        let inactive = select::profiles(&mut tree, &self.active_profiles(&variables));
        let found = validate::services(&tree, &inactive);
        if !found.is_empty() {
            return Err(found);
        }
        let services = tree.as_map_mut().and_then(|top| top.get_mut("services"));
        for (service_name, service) in services.and_then(Node::as_map_mut).into_iter().flatten() {
            if let Some(members) = service.as_map_mut() {
                let key = key_below("services", service_name);
                reader.service_environment(members, &key, &variables)?;
                reader.service_labels(members, &key)?;
            }
        }
        select::drop_unused(&mut tree);
        reader.resource_files(&tree);
        let mut project = project(&tree, reader)?;
        project.inactive = inactive;
        project.directory = directory;
        for object in project
            .secrets
            .values_mut()
            .chain(project.configs.values_mut())
        {
            let held = object
                .environment
                .as_ref()
                .and_then(|name| variables.get(name));
            object.held = held.cloned();
        }
        let kept = select::places(&tree);
        let left_out = written.into_iter().filter(|place| !kept.contains(place));
        Ok((tree, project, left_out.collect()))
    }

    /// Reads `--env-file` or the default `.env`; what is set already stays.
    fn add_env_files(
        &self,
        reader: &Reader<'_>,
        directory: &str,
        variables: &mut Variables,
    ) -> Result<(), Diagnostic> {
        let disabled = self.environment.get("COMPOSE_DISABLE_ENV_FILE");
        let disabled = disabled
            .is_some_and(|v| matches!(v.as_str(), "1" | "t" | "T" | "true" | "TRUE" | "True"));
        let given = self.given_env_files();
        let paths = match (given.is_empty(), disabled) {
            (false, _) => given,
            (true, true) => Vec::new(),
            (true, false) => reader.default_env_file(directory),
        };
        for (name, value) in reader.env_files(variables, &paths)? {
            variables.entry(name).or_insert(value);
        }
        Ok(())
    }

    /// `--env-file`, or `COMPOSE_ENV_FILES` of the shell with commas between its files; empty names are left out.
    #[must_use]
    pub fn given_env_files(&self) -> Vec<String> {
        let listed = self.environment.get("COMPOSE_ENV_FILES");
        let listed = listed.map_or("", String::as_str);
        let files: Vec<&str> = match self.env_files.is_empty() {
            false => self.env_files.iter().map(String::as_str).collect(),
            true => listed.split(',').filter(|file| !file.is_empty()).collect(),
        };
        files
            .into_iter()
            .map(|file| join(&self.working_directory, file))
            .collect()
    }

    /// `COMPOSE_FILE`, or the usual names here and in the folders above.
    fn find_files(
        &self,
        reader: &Reader<'_>,
        directory: &str,
        variables: &Variables,
    ) -> Result<Vec<String>, Diagnostic> {
        if let Some(list) = variables.get("COMPOSE_FILE") {
            let separator = variables
                .get("COMPOSE_PATH_SEPARATOR")
                .map_or(":", String::as_str);
            let separator = if separator.is_empty() { ":" } else { separator };
            return Ok(list
                .split(separator)
                .map(|file| join(&self.working_directory, file))
                .collect());
        }
        let mut folder = directory;
        loop {
            if let Some(first) = reader.find(folder, &FILE_NAMES, Role::Compose) {
                let over = reader.find(folder, &OVERRIDE_NAMES, Role::Compose);
                return Ok([Some(first), over].into_iter().flatten().collect());
            }
            if folder == parent(folder) {
                return Err(Diagnostic::error("compose-no-file")
                    .arg("directory", directory)
                    .help("compose-no-file-help")
                    .docker("no configuration file provided: not found"));
            }
            folder = parent(folder);
        }
    }

    /// The project's name: given, from the environment, from the files, or from the folder.
    fn name(
        &self,
        reader: &Reader<'_>,
        files: &[String],
        directory: &str,
        variables: &Variables,
    ) -> Result<String, Diagnostic> {
        let from_environment = variables
            .get("COMPOSE_PROJECT_NAME")
            .filter(|name| !name.is_empty());
        if let Some(name) = self.project_name.as_ref().or(from_environment) {
            return if project_name(name) == *name && !name.is_empty() {
                Ok(name.clone())
            } else {
                Err(Diagnostic::error("compose-project-name").arg("name", name).docker(format!(
                    "invalid project name {name:?}: must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number"
                )))
            };
        }
        let mut named = None;
        for file in files {
            // a file that cannot be read is reported when it is read for good
            let Ok((id, bytes)) = reader.sources.read(file, Role::Compose) else {
                continue;
            };
            for document in yaml::parse(id, &bytes, &Budget::default()).unwrap_or_default() {
                named = document
                    .get("name")
                    .filter(|node| node.as_str().is_some_and(|n| !n.is_empty()))
                    .cloned()
                    .or(named);
            }
        }
        let lookup = |name: &str| variables.get(name).cloned();
        match &named {
            None => Ok(project_name(file_name(directory))),
            Some(node) => Template::new(&lookup, &reader.budget)
                .fill(node.as_str().unwrap_or_default())
                .map(|filled| project_name(&filled))
                .map_err(|failure| failure.diagnose("name").at(node.span)),
        }
    }

    /// `--profile`, or what `COMPOSE_PROFILES` lists. Without either, Compose's list is one empty name, so that a
    /// service which has the empty name among its profiles is active.
    fn active_profiles(&self, variables: &Variables) -> Vec<String> {
        if !self.profiles.is_empty() {
            return self.profiles.clone();
        }
        let listed = variables.get("COMPOSE_PROFILES").map_or("", String::as_str);
        listed
            .split(',')
            .map(|profile| profile.trim().to_owned())
            .collect()
    }
}

impl Reader<'_> {
    /// Finds the first of some names in a folder; warns when there are several.
    fn find(&self, folder: &str, names: &[&str], role: Role) -> Option<String> {
        let exists = |path: &String| {
            !matches!(
                self.sources.read(path, role),
                Err(FileError::NotFound | FileError::IsDirectory)
            )
        };
        let found: Vec<String> = names
            .iter()
            .map(|name| join(folder, name))
            .filter(exists)
            .collect();
        if found.len() > 1 {
            let several = Diagnostic::warning("compose-several-files")
                .arg("files", found.join(", "))
                .arg("used", &found[0])
                .docker(format!(
                    "Found multiple config files with supported names: {}",
                    found.join(", ")
                ));
            self.warnings.borrow_mut().push(several);
        }
        found.into_iter().next()
    }

    /// Reads the files of secrets and configs, so that they can be carried along; one that is missing is
    /// Docker's to refuse, not Compose's.
    fn resource_files(&self, tree: &Node) {
        for (section, role) in [("secrets", Role::Secret), ("configs", Role::Config)] {
            for resource in tree
                .get(section)
                .and_then(Node::as_map)
                .into_iter()
                .flat_map(Map::values)
            {
                if let Some(path) = resource.get("file").and_then(Node::as_str) {
                    let _ = self.sources.read(path, role);
                }
            }
        }
    }
}

/// Makes a project's name out of a text: lower case, without what may not be in it.
#[must_use]
pub fn project_name(text: &str) -> String {
    let kept = text.to_lowercase();
    let kept = kept
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(*c));
    kept.collect::<String>()
        .trim_start_matches(['_', '-'])
        .to_owned()
}

/// Types a normalized tree.
fn project(tree: &Node, reader: &Reader<'_>) -> Result<Project, Vec<Diagnostic>> {
    let canonical = reader.canonical();
    let mut project = Project {
        hints: extension::app(tree, &canonical)?,
        ..typed(&without(tree, &["services", "x-paperboat"]), "")?
    };
    for (name, node) in tree
        .get("services")
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
    {
        let key = key_below("services", name);
        let hints = extension::service(node, &key, &canonical)?;
        let service: Service = typed(&without(node, &["x-paperboat"]), &key)?;
        project
            .services
            .insert(name.clone(), Service { hints, ..service });
    }
    if let Some(public) = &project.hints.public
        && !project.services.contains_key(public)
    {
        let near = super::nearest::nearest(public, project.services.keys().map(String::as_str));
        return Err(Diagnostic::error("compose-no-service")
            .arg("name", public)
            .arg("nearest", near.unwrap_or_default())
            .key("x-paperboat.public")
            .at(tree
                .at(&["x-paperboat", "public"])
                .and_then(|node| node.span))
            .into());
    }
    Ok(project)
}

/// A copy of a mapping without some members, and without what is absent.
fn without(node: &Node, names: &[&str]) -> Node {
    let members = node.as_map().into_iter().flatten();
    let kept = members.filter(|(name, value)| !names.contains(&name.as_str()) && !value.is_null());
    node.with(
        kept.map(|(name, value)| (name.clone(), value.clone()))
            .collect::<Map>(),
    )
}

fn typed<T: serde::de::DeserializeOwned>(node: &Node, key: &str) -> Result<T, Diagnostic> {
    serde_json::from_value(node.to_json()).map_err(|_| {
        Diagnostic::error("compose-bad-value")
            .arg("value", node.to_json())
            .key(key)
            .at(node.place_of_key())
    })
}
