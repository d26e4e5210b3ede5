"""Uploads through the real route: what they make, and what hostile ones cannot."""

import io
import zipfile

from living_hub import eventually


def archive(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


def package(name, *needs):
    wanted = ", ".join(f'"{need}"' for need in needs)
    return archive({"pyproject.toml": f'[project]\nname = "{name}"\nversion = "1"\ndependencies = [{wanted}]\n'})


def test_two_projects_that_need_one_another_are_linked_by_themselves(hub):
    """Whoever is told of first, the link appears once both are known; and both ways."""
    for name, needs in (("link-app", "link-lib"), ("link-lib", "link-app")):
        hub.register(name)
        assert hub.upload(name, package(name, f"{needs}>=1"))["state"] == "done"
    wanted = {("link-app", "dependsOn", "link-lib"), ("link-lib", "dependsOn", "link-app")}
    eventually(lambda: wanted <= hub.links(), "the links")
    query = "{ ecosystemGraph { projects { name freshness { state } } missing stale } }"
    fresh = {one["name"]: one["freshness"]["state"] for one in hub.ask(query)["ecosystemGraph"]["projects"]}
    assert (fresh["link-app"], fresh["link-lib"]) == ("fresh", "fresh")


def test_hostile_uploads_fail_their_job_and_nothing_else(hub):
    hub.register("hostile")
    bomb = archive({"zeros.py": bytes(64 * 1024 * 1024)})
    assert len(bomb) < 100_000
    for data, word in [
        (archive({"../../etc/passwd": "root"}), ".."),
        (archive({"/etc/passwd": "root"}), "etc/passwd"),
        (archive({".git/config": "x"}), ".git"),
        (bomb, "larger than"),
        (b"PK\x03\x04 but no zip", "broken"),
        (b"", "archive"),
    ]:
        record = hub.upload("hostile", data)
        assert record["state"] == "failed"
        assert word in record["detail"], record
    assert not [key for key in hub.kept() if key.startswith(("G#hostile ", "HEADS hostile"))]
    # The queue has moved on, for this project too.
    assert hub.upload("hostile", archive({"a.py": "x = 1\n"}))["rev"] == 1


def test_an_upload_of_another_project_cannot_be_indexed(hub):
    for name in ("upload-mine", "upload-theirs"):
        hub.register(name)
    slot = hub.call("POST", "/v1/projects/upload-theirs/uploads", {}).json
    hub.send(slot["method"], slot["url"], archive({"a.py": "x = 1\n"}))
    queued = hub.call("POST", "/v1/projects/upload-mine/index", {"upload": slot["upload"]})
    assert hub.job("upload-mine", queued.json["job"])["state"] == "failed"
    escaping = hub.call("POST", "/v1/projects/upload-mine/index", {"upload": "../upload-theirs/x"})
    assert escaping.problem["pointer"] == "/upload"


def test_asking_twice_for_the_same_upload_is_one_job_whose_end_stays_known(hub):
    """The queue drops the second message; the record must not go back to `queued`, which nobody would ever end."""
    hub.register("asked-twice")
    slot = hub.call("POST", "/v1/projects/asked-twice/uploads", {}).json
    hub.send(slot["method"], slot["url"], archive({"a.py": "x = 1\n"}))
    jobs = [hub.call("POST", "/v1/projects/asked-twice/index", {"upload": slot["upload"]}).json["job"]]
    assert hub.job("asked-twice", jobs[0])["state"] == "done"
    jobs.append(hub.call("POST", "/v1/projects/asked-twice/index", {"upload": slot["upload"]}).json["job"])
    assert jobs[0] == jobs[1]
    assert hub.job("asked-twice", jobs[1], seconds=5)["rev"] == 1
