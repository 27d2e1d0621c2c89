//! Turns the protocol files into Rust at build time, in Rust: no `protoc` has to be installed.

use std::error::Error;

const PROTOCOLS: [&str; 3] = ["tfplugin6.proto", "plugin.proto", "health.proto"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=proto");
    let descriptors = protox::compile(PROTOCOLS, ["proto"])?;
    tonic_prost_build::configure()
        // Values of many megabytes are handed on, not copied.
        .bytes(".")
        // The same input gives the same bytes.
        .btree_map(".")
        // Values may be secrets: messages must not be printable by accident.
        .skip_debug([
            ".tfplugin6.DynamicValue",
            ".tfplugin6.RawState",
            ".plugin.StdioData",
        ])
        // RPCs that nobody here implements (state stores) answer UNIMPLEMENTED.
        .generate_default_stubs(true)
        .compile_fds(descriptors)?;
    Ok(())
}
