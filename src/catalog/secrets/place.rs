//! Paths of folders: how the server writes them, and how they are put together.

/// A path as the server keeps it: leading slash, no trailing one, `/` for the root.
pub fn normal(path: &str) -> String {
    format!("/{}", path.trim().trim_matches('/'))
}

/// The path of something in a folder.
pub fn join(folder: &str, name: &str) -> String {
    let folder = normal(folder);
    format!("{}/{name}", folder.trim_end_matches('/'))
}

/// The folder in which a path stands; the root stands in itself.
pub fn parent(path: &str) -> String {
    let path = normal(path);
    match path.rsplit_once('/') {
        Some(("", _)) | None => "/".to_owned(),
        Some((folder, _)) => folder.to_owned(),
    }
}

/// Whether two paths mean the same folder.
pub fn same(one: &str, other: &str) -> bool {
    normal(one) == normal(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_one_form() {
        for (path, folder) in [
            ("/", "/"),
            ("", "/"),
            ("/a", "/"),
            ("a/b/", "/a"),
            (" /a/b/c ", "/a/b"),
        ] {
            assert_eq!(parent(path), folder, "{path:?}");
        }
        assert_eq!(join("/", "x"), "/x");
        assert_eq!(join("a/", "x"), "/a/x");
        assert!(same("", "/") && same("/a/", "a") && !same("/a", "/b"));
    }
}
