//! Pages: front matter, description, example, schema, import; one page for each type that the provider serves.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::schema::{self, type_name};
use crate::framework::traits::{Function, Parameter, Provider};
use crate::framework::{IdentitySchema, Schema, Type};

/// What the registry calls a kind of page, where pages and examples of it stand.
struct Kind {
    label: &'static str,
    folder: &'static str,
    example: &'static str,
}

const RESOURCE: Kind = Kind {
    label: "Resource",
    folder: "resources",
    example: "resource.tf",
};
const DATA_SOURCE: Kind = Kind {
    label: "Data Source",
    folder: "data-sources",
    example: "data-source.tf",
};
const EPHEMERAL: Kind = Kind {
    label: "Ephemeral Resource",
    folder: "ephemeral-resources",
    example: "ephemeral-resource.tf",
};
const ACTION: Kind = Kind {
    label: "Action",
    folder: "actions",
    example: "action.tf",
};
const LIST: Kind = Kind {
    label: "List Resource",
    folder: "list-resources",
    example: "list-resource.tfquery.hcl",
};

/// What a page tells.
struct Page<'a> {
    kind: &'a Kind,
    type_name: &'a str,
    subcategory: &'a str,
    schema: &'a Schema,
    identity: Option<&'a IdentitySchema>,
    import_forms: Vec<String>,
}

/// Every page by its path in the project.
pub fn pages(provider: &dyn Provider, project: &Path) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let resources = provider.resources().iter();
    let lists: Vec<_> = resources
        .filter_map(|(_, it)| it.clone().lister())
        .collect();
    let mut add = |page: Page<'_>| {
        let name = page
            .type_name
            .strip_prefix("infisical_")
            .unwrap_or(page.type_name);
        out.insert(
            format!("docs/{}/{name}.md", page.kind.folder),
            page.markdown(project),
        );
    };
    let plain = |kind, type_name, subcategory, schema| Page {
        kind,
        type_name,
        subcategory,
        schema,
        identity: None,
        import_forms: Vec::new(),
    };
    for (name, it) in provider.resources().iter() {
        add(Page {
            identity: it.identity_schema(),
            import_forms: it.import_forms(),
            ..plain(&RESOURCE, name, it.subcategory(), it.schema())
        });
    }
    for (name, it) in provider.data_sources().iter() {
        add(plain(&DATA_SOURCE, name, it.subcategory(), it.schema()));
    }
    for (name, it) in provider.ephemeral_resources().iter() {
        add(plain(&EPHEMERAL, name, it.subcategory(), it.schema()));
    }
    for (name, it) in provider.actions().iter() {
        add(plain(&ACTION, name, it.subcategory(), it.schema()));
    }
    for it in &lists {
        let name = it.type_name();
        add(plain(&LIST, name, it.subcategory(), it.schema()));
    }
    for (name, it) in provider.functions().iter() {
        out.insert(
            format!("docs/functions/{name}.md"),
            function(it.as_ref(), project),
        );
    }
    out.insert("docs/index.md".to_owned(), index(provider, project));
    out
}

fn front_matter(title: &str, subcategory: &str, description: &str) -> String {
    format!(
        "---\npage_title: \"{title}\"\nsubcategory: \"{subcategory}\"\ndescription: |-\n  {}\n---\n",
        first_paragraph(description)
    )
}

/// The first paragraph, on one line.
fn first_paragraph(markdown: &str) -> String {
    let paragraph = markdown.split("\n\n").next().unwrap_or_default();
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A file of `examples/`, when it is there.
fn example(project: &Path, path: &str) -> Option<String> {
    let text = fs::read_to_string(project.join("examples").join(path)).ok()?;
    Some(text.trim().to_owned())
}

fn fenced(language: &str, text: &str) -> String {
    format!("```{language}\n{text}\n```\n")
}

impl Page<'_> {
    fn markdown(&self, project: &Path) -> String {
        let (block, name) = (&self.schema.block, self.type_name);
        let mut out = front_matter(
            &format!("{name} {} - infisical", self.kind.label),
            self.subcategory,
            &block.description,
        );
        out.push_str(&format!(
            "\n# {name} ({})\n\n{}\n",
            self.kind.label, block.description
        ));
        if let Some(instead) = &block.deprecated {
            out.push_str(&format!("\n~> **Deprecated.** {instead}\n"));
        }
        if let Some(example) = self.example(project) {
            out.push_str(&format!(
                "\n## Example Usage\n\n{}",
                fenced("terraform", &example)
            ));
        }
        out.push_str(&format!("\n{}", schema::markdown(block)));
        if self.kind.folder == RESOURCE.folder {
            out.push_str(&self.import(project));
        }
        out
    }

    fn example(&self, project: &Path) -> Option<String> {
        let path = format!(
            "{}/{}/{}",
            self.kind.folder, self.type_name, self.kind.example
        );
        example(project, &path).or_else(|| (self.kind.folder == LIST.folder).then(|| self.query()))
    }

    /// A list resource is configured by its few attributes only: its example follows from them.
    fn query(&self) -> String {
        let attributes: Vec<_> = self
            .schema
            .block
            .attributes
            .iter()
            .filter(|a| a.presence.configurable())
            .collect();
        let width = attributes
            .iter()
            .map(|a| a.name.len())
            .max()
            .unwrap_or_default();
        let inner: String = attributes
            .iter()
            .map(|a| {
                format!(
                    "    {:width$} = {}\n",
                    a.name,
                    sample(&a.value_type(), &a.name)
                )
            })
            .collect();
        let config = if inner.is_empty() {
            String::new()
        } else {
            format!("\n  config {{\n{inner}  }}\n")
        };
        format!(
            "# In a file with the ending .tfquery.hcl; run it with: terraform query\nlist \"{}\" \"all\" {{\n  provider = infisical\n{config}}}",
            self.type_name
        )
    }

    fn import(&self, project: &Path) -> String {
        let (name, mut out) = (self.type_name, String::from("\n## Import\n"));
        let script = example(project, &format!("resources/{name}/import.sh"));
        let id = script.as_deref().and_then(|s| first_id(s, name));
        if !self.import_forms.is_empty() {
            let forms: Vec<String> = self
                .import_forms
                .iter()
                .map(|f| format!("- `{f}`\n"))
                .collect();
            let slug = if self.import_forms.iter().any(|f| f.contains("<project_id>")) {
                " (for `<project_id>` the project's slug does too)"
            } else {
                ""
            };
            out.push_str(&format!(
                "\nThe import id has one of these forms{slug}:\n\n{}",
                forms.concat()
            ));
        }
        if let Some(script) = &script {
            out.push_str(&format!(
                "\nWith the command line:\n\n{}",
                fenced("shell", script)
            ));
        }
        let id = id.or_else(|| self.import_forms.first().cloned());
        if let Some(id) = id {
            let block = format!("import {{\n  to = {name}.example\n  id = {id:?}\n}}");
            out.push_str(&format!(
                "\nIn a configuration (Terraform 1.5 and later):\n\n{}",
                fenced("terraform", &block)
            ));
        }
        if let Some(identity) = self.identity.filter(|i| !i.attributes.is_empty()) {
            out.push_str(&identity_section(name, identity));
        }
        out
    }
}

/// The id of the first import command of a script.
fn first_id(script: &str, type_name: &str) -> Option<String> {
    let command = format!("terraform import {type_name}.example ");
    let id = script
        .lines()
        .find_map(|line| line.strip_prefix(&command))?;
    Some(id.trim().trim_matches(['\'', '"']).to_owned())
}

fn identity_section(of: &str, identity: &IdentitySchema) -> String {
    let width = identity
        .attributes
        .iter()
        .map(|a| a.name.len())
        .max()
        .unwrap_or_default();
    let members: String = identity
        .attributes
        .iter()
        .map(|a| format!("    {:width$} = {}\n", a.name, sample(&a.ty, &a.name)))
        .collect();
    let told: String = identity
        .attributes
        .iter()
        .map(|a| {
            let marks = [
                type_name(&a.ty),
                if a.required { ", Required" } else { "" }.to_owned(),
            ]
            .concat();
            format!("- `{}` ({marks}) {}\n", a.name, a.description)
        })
        .collect();
    let block = format!("import {{\n  to = {of}.example\n  identity = {{\n{members}  }}\n}}");
    format!(
        "\nBy identity (Terraform 1.12 and later):\n\n{}\n### Identity Schema\n\n{told}",
        fenced("terraform", &block)
    )
}

/// A stand-in for a value that only the reader knows.
fn sample(ty: &Type, name: &str) -> String {
    match ty {
        Type::Bool => "true".to_owned(),
        Type::Number => "1".to_owned(),
        Type::List(_) | Type::Set(_) => format!("[\"<{name}>\"]"),
        _ => format!("\"<{name}>\""),
    }
}

fn function(function: &dyn Function, project: &Path) -> String {
    let (name, signature) = (function.name(), function.signature());
    let mut out = front_matter(
        &format!("{name} function - infisical"),
        "",
        &signature.summary,
    );
    out.push_str(&format!(
        "\n# function: {name}\n\n{}\n",
        signature.description
    ));
    if let Some(example) = example(project, &format!("functions/{name}/function.tf")) {
        out.push_str(&format!(
            "\n## Example Usage\n\n{}",
            fenced("terraform", &example)
        ));
    }
    let typed = |p: &Parameter| format!("{} {}", p.name, type_name(&p.ty).to_lowercase());
    let variadic = signature
        .variadic
        .iter()
        .map(|p| format!("{}...", typed(p)));
    let parameters: Vec<String> = signature
        .parameters
        .iter()
        .map(typed)
        .chain(variadic)
        .collect();
    let line = format!(
        "{name}({}) {}",
        parameters.join(", "),
        type_name(&signature.result).to_lowercase()
    );
    out.push_str(&format!(
        "\n## Signature\n\n{}\n## Arguments\n\n",
        fenced("text", &line)
    ));
    let optional = |p: &Parameter| if p.allow_null { ", Nullable" } else { "" };
    for (position, p) in signature.parameters.iter().enumerate() {
        out.push_str(&format!(
            "{}. `{}` ({}{}) {}\n",
            position + 1,
            p.name,
            type_name(&p.ty),
            optional(p),
            p.description
        ));
    }
    if let Some(p) = &signature.variadic {
        out.push_str(&format!(
            "- `{}` (Variadic, {}{}) {}\n",
            p.name,
            type_name(&p.ty),
            optional(p),
            p.description
        ));
    }
    out
}

/// The provider's own page.
/// The examples of all ways to log in; the comment that each begins with says when it is for.
fn logins(project: &Path) -> String {
    let mut folders: Vec<_> = fs::read_dir(project.join("examples/provider"))
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    folders.sort();
    let mut out = String::from("\n## Logging in\n");
    for folder in folders {
        let Some(text) = example(project, &format!("provider/{folder}/provider.tf")) else {
            continue;
        };
        let about: Vec<&str> = text
            .lines()
            .map_while(|line| line.strip_prefix("# "))
            .collect();
        let block = text
            .find("provider \"infisical\"")
            .map_or("", |at| &text[at..]);
        // The variables are the reader's own.
        let block = block.split("\n\nvariable ").next().unwrap_or_default();
        out.push_str(&format!(
            "\n{}\n\n{}",
            about.join(" "),
            fenced("terraform", block)
        ));
    }
    out
}

fn index(provider: &dyn Provider, project: &Path) -> String {
    let block = &provider.schema().block;
    let mut out = front_matter("Infisical Provider", "", &block.description);
    out.push_str(&format!(
        "\n# Infisical Provider\n\n{}\n",
        block.description
    ));
    if let Some(example) = example(project, "provider/provider.tf") {
        out.push_str(&format!(
            "\n## Example Usage\n\n{}",
            fenced("terraform", &example)
        ));
    }
    out.push_str(&logins(project));
    out.push_str("\n## Guides\n\n");
    let mut guides: Vec<_> = fs::read_dir(project.join("docs/guides"))
        .into_iter()
        .flatten()
        .flatten()
        .collect();
    guides.sort_by_key(|entry| entry.file_name());
    for guide in guides {
        let text = fs::read_to_string(guide.path()).unwrap_or_default();
        let title = text
            .lines()
            .find_map(|line| line.strip_prefix("# "))
            .unwrap_or("Guide")
            .to_owned();
        out.push_str(&format!(
            "- [{title}](guides/{})\n",
            guide.file_name().to_string_lossy()
        ));
    }
    out.push_str(&format!("\n{}", schema::markdown(block)));
    out
}
