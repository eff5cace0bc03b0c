"""The applicants' pages and the office's pages about documents, before the real engine: what a form does, and to whom."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from office import CONTENT, Office, open_office

from admin_ui.conftest import app_with
from tongban.engine import SYSTEM, LoadPeople, documents
from tongban.engine.settings import Settings
from tongban.engine.use_cases import HANDLERS, OpenSession
from tongban.migrations import migrate

SHOP = "sole-trader-registration"
SignIn = Callable[[str], FlaskClient]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, SignIn]]:
    """One office for all the pages; each person signs in with a browser of their own."""
    folder = tmp_path_factory.mktemp("pages")
    settings = Settings(f"sqlite:///{folder}/one.db", folder, embedded_worker=False, demo=True)
    migrate(settings.database_url)
    office = open_office(settings)
    for name in (SHOP, "construction-permit"):
        office.publish(CONTENT / name)
    app = app_with(office.engine)
    sessions: dict[str, str] = {}

    def sign_in(username: str) -> FlaskClient:
        client = app.test_client()
        if username:
            session = sessions.get(username) or _session(office, username)
            sessions[username] = session
            client.set_cookie("tongban_session", session)
        return client

    yield office, sign_in
    office.engine.sql_engine.dispose()


def _session(office: Office, username: str) -> str:
    """A session as the password would open it."""
    opened = office.engine._executor.run(HANDLERS[OpenSession], OpenSession(username, True), SYSTEM, None)
    return str(opened["session"])


def token(client: FlaskClient, path: str) -> str:
    """The token of the forms of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(path).text)
    assert found, path
    return found[1]


def test_an_application_is_kept_and_comes_back_without_any_script(world: tuple[Office, SignIn]) -> None:
    _, sign_in = world
    lin = sign_in("lin.applicant")
    form = {
        "csrf": token(lin, f"/apply/{SHOP}"),
        "act": "keep",
        "trader_name": "小禾茶点铺",
        "applicant.name": "林小禾",
    }
    pdf = documents.render("receipt_voucher", documents.specimen())
    code = next(one for one in re.findall(r'name="material\.([0-9A-Z]+)"', lin.get(f"/apply/{SHOP}").text))
    wrong = {**form, f"material.{code}": (io.BytesIO(b"nothing"), "a.pdf")}
    assert lin.post(f"/apply/{SHOP}", data=wrong).status_code == 422
    kept = lin.post(f"/apply/{SHOP}", data={**form, f"material.{code}": (io.BytesIO(pdf), "a.pdf")})
    if kept.status_code == 422:  # a line that takes pictures only
        kept = lin.post(f"/apply/{SHOP}", data=form)
    assert kept.status_code == 303
    assert "还没有提交的" in lin.get("/my").text
    again = lin.get(f"/apply/{SHOP}").text
    assert "小禾茶点铺" in again and "暂存的申请" in again
    item = re.search(r"/my/drafts/([0-9A-Z]+)/drop", lin.get("/my").text)
    assert item
    lin.post(f"/my/drafts/{item[1]}/drop", data={"csrf": token(lin, "/my")})
    assert "还没有提交的" not in lin.get("/my").text


def test_questions_are_answered_in_the_address(world: tuple[Office, SignIn]) -> None:
    _, sign_in = world
    visitor = sign_in("")
    path = "/items/construction-permit/eligible"
    assert 'id="verdict"' not in visitor.get(path).text
    assert "可以不申请施工许可证" in visitor.get(f"{path}?small=yes").text
    fine = visitor.get(f"{path}?small=no&land=yes&contractor=yes&drawings=yes").text
    assert "可以申请" in fine and "/apply/" in fine
    assert visitor.get("/items/nothing/eligible").status_code == 404
    assert "eligible" in visitor.get("/items/construction-permit").text


def test_an_agent_acts_for_somebody_and_stops(world: tuple[Office, SignIn]) -> None:
    _, sign_in = world
    lin, song = sign_in("lin.applicant"), sign_in("song.agent")
    form = {"csrf": token(lin, "/my/agents"), "agent": "song.agent", "valid_from": "2026-01-01"}
    assert lin.post("/my/agents", data={**form, "valid_to": "2020-01-01"}).status_code == 422
    assert lin.post("/my/agents", data={**form, "valid_to": "2026-12-31"}).status_code == 303
    page = song.get("/my/agents").text
    path = re.search(r'action="(/my/agents/[^"]+/act)"', page)
    assert path
    csrf = token(song, "/my/agents")
    assert song.post(path[1], data={"csrf": csrf}).status_code == 303
    assert "正在代 林小禾 办理" in song.get("/my").text
    assert lin.post(path[1], data={"csrf": token(lin, "/my/agents")}).status_code == 404
    assert song.post("/my/agents/stop", data={"csrf": csrf}).status_code == 303
    assert "正在代" not in song.get("/my").text


def test_an_account_by_telephone(world: tuple[Office, SignIn]) -> None:
    _, sign_in = world
    visitor = sign_in("")
    form = {"csrf": token(visitor, "/signup"), "phone": "12345"}
    assert visitor.post("/signup", data=form).status_code == 422
    sent = visitor.post("/signup", data={**form, "phone": "13811113333"}).text
    code = re.search(r"验证码是 (\d{6})", sent)
    assert code
    more = {**form, "phone": "13811113333", "name": "周新", "password": "a long password"}
    wrong = visitor.post("/signup", data={**more, "code": f"{(int(code[1]) + 1) % 10**6:06d}"})
    assert wrong.status_code == 422 and "验证码不对" in wrong.text
    done = visitor.post("/signup?next=/apply/signboard-filing", data={**more, "code": code[1]})
    assert done.status_code == 303 and "username=13811113333" in done.headers["Location"]
    assert "next=/apply/signboard-filing" in done.headers["Location"].replace("%2F", "/")


def test_the_office_changes_its_texts_and_others_only_look(world: tuple[Office, SignIn]) -> None:
    _, sign_in = world
    admin, clerk = sign_in("admin"), sign_in("wang.window")
    assert "文书模板" in admin.get("/papers/templates?unit=scjg").text
    path = "/papers/templates/scjg/receipt_voucher"
    own = documents.shipped_text("receipt_voucher") + "\n#prose[请保存好凭证。]\n"
    form = {"csrf": token(admin, path), "text": own, "note": "补充"}
    assert admin.post(path, data={**form, "act": "preview"}).data.startswith(b"%PDF")
    broken = admin.post(path, data={**form, "text": "#let x = (", "act": "save"})
    assert broken.status_code == 422 and "#let x = (" in broken.text
    assert admin.post(path, data={**form, "act": "save"}).status_code == 303
    assert "第 1 版" in admin.get(path).text
    assert admin.get(f"{path}/sample.pdf").data.startswith(b"%PDF")
    assert admin.post(path, data={**form, "act": "steps", "in_steps": "1"}).status_code == 303
    assert admin.post(path, data={**form, "act": "use", "version": "0"}).status_code == 303
    assert (
        clerk.post(path, data={**form, "csrf": token(clerk, "/messages"), "act": "save"}).status_code == 403
    )
    assert sign_in("lin.applicant").get("/papers/templates").status_code == 403


def test_steps_are_taken_on_the_page_and_a_file_is_verified(world: tuple[Office, SignIn]) -> None:
    office, sign_in = world
    admin = sign_in("admin")
    path = "/papers/templates/scjg/receipt_voucher"
    csrf = token(admin, path)
    admin.post(path, data={"csrf": csrf, "act": "steps", "in_steps": "1"})
    item = next(one for one in office.engine.queries.items(None)["items"] if one["key"] == SHOP)
    case = office.register(office.publish(CONTENT / SHOP))
    assert item["code"] in case["item"]["code"]
    draft = office.case(case["case_no"])["documents"][0]
    assert draft["number"] in admin.get("/papers/waiting").text
    for step in ("review", "seal", "issue"):
        assert admin.post(f"/papers/{draft['id']}/{step}", data={"csrf": csrf}).status_code == 303
    assert draft["number"] not in admin.get("/papers/waiting").text
    told = admin.get(f"/verify/{case['receipt']['verification_code']}").text
    assert "签名完好" in told and "无法律效力" in told
    pdf = admin.get(f"/documents/{draft['id']}.pdf").data
    same = admin.post("/verify/file", data={"csrf": csrf, "pdf": (io.BytesIO(pdf), "a.pdf")}).text
    other = admin.post("/verify/file", data={"csrf": csrf, "pdf": (io.BytesIO(pdf + b" "), "a.pdf")}).text
    assert "这个文件就是本系统出具的原件" in same and "签名不成立" in other
    assert admin.post("/verify/file", data={"csrf": csrf}).status_code == 422
    admin.post(path, data={"csrf": csrf, "act": "steps", "in_steps": "0"})


def test_progress_is_told_in_plain_words(world: tuple[Office, SignIn]) -> None:
    office, sign_in = world
    case = office.register(office.publish(CONTENT / SHOP))
    page = sign_in("").get(f"/progress?case_no={case['case_no']}&code={case['progress_code']}").text
    told = re.search(r'id="plain">([^<]+)<', page)
    assert told and "现在办到" in told[1] and "剩 5 个工作日" in told[1]
    assert "之后：给出办理结果" in told[1]


def test_a_clerk_confirms_a_registered_identity_and_nobody_else_does(
    world: tuple[Office, SignIn],
) -> None:
    office, sign_in = world
    row = {"username": "13800000099", "kind": "applicant", "name": {"zh": "小周", "en": ""}}
    office.engine.execute(LoadPeople({"people": [row]}, lambda _: "!"), SYSTEM)
    clerk, holder = sign_in("wang.window"), sign_in("13800000099")
    assert "您的身份还没有核验" in holder.get("/my").text
    path = "/window/identity"
    for other in ("lin.applicant", "zhao.zaj"):
        assert sign_in(other).get(path).status_code == 403
    assert clerk.get(f"{path}?account=13800000098").status_code == 404
    shown = clerk.get(f"{path}?account=13800000099").text
    assert "小周" in shown and "身份未核验" in shown
    form = {"csrf": token(clerk, f"{path}?account=13800000099"), "account": "13800000099", "name": "周明"}
    refused = clerk.post(path, data={**form, "id_type": "id_card", "id_no": "110101199003070012"})
    assert refused.status_code == 422 and 'value="110101199003070012"' in refused.text
    done = clerk.post(
        path, data={**form, "id_type": "id_card", "id_no": "110101199003070011"}, follow_redirects=True
    )
    assert "已核验 周明" in done.text and "110101199003070011" not in done.text
    assert "110101********0011" in holder.get("/my").text
    again = clerk.post(path, data={**form, "id_type": "id_card", "id_no": "110101199003070011"})
    assert again.status_code == 409
