fn main() -> Result<(), migc_build::Error> {
    // Both halves are exported: the demultiplexer, and the stubs of the client.
    migc_build::Builder::new()
        .export("demux,user")
        .compile("../words.defs")
}
