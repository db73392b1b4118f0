// Serves one empty bucket, "news", on a free port of this machine; says the port; ends when its input ends,
// so that it cannot outlive the test that started it.
const os = require("node:os");
const fs = require("node:fs");
const path = require("node:path");
const S3rver = require("s3rver");

const directory = fs.mkdtempSync(path.join(os.tmpdir(), "standfirst-s3-"));
const server = new S3rver({
  address: "127.0.0.1",
  port: 0,
  silent: true,
  directory,
  configureBuckets: [{ name: "news" }],
});
server.run().then(({ port }) => console.log(port));
process.stdin.resume().on("end", () => {
  fs.rmSync(directory, { recursive: true, force: true });
  process.exit(0);
});
