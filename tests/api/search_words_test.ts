import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { readProblem } from "../support/problems.ts";
import { readSearch } from "../support/search.ts";
import { addTranscript } from "../support/transcripts.ts";

Deno.test("search", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const inLanguage = async (language: string | undefined, ...texts: string[]) => {
    const person = await addPerson(sql);
    const segments = texts.map((text) => ({ text }));
    const { id } = await addTranscript(sql, person, { title: "", segments });
    if (language === undefined) await sql`update public.transcriptions set language = null where id = ${id}`;
    else if (language !== "en") {
      await sql`update public.transcriptions set language = ${language} where id = ${id}`;
      await sql`update public.segments set text = text where transcription_id = ${id}`;
    }
    /** The snippets that a search finds, the best first. */
    return async (q: string) => (await readSearch(api, person, { q })).data.map(({ snippet }) => snippet);
  };

  await t.step("finds the words of a language in all their forms, and marks them as they were said", async () => {
    const find = await inLanguage("en", "We meet on Monday.", "The MEETINGS were long!", "Nobody came.");
    assert.deepEqual((await find("meeting ")).sort(), [
      "The <mark>MEETINGS</mark> were long!",
      "We <mark>meet</mark> on Monday.",
    ]);
    assert.deepEqual(await find("long meetings"), ["The <mark>MEETINGS</mark> were <mark>long</mark>!"]);
    assert.deepEqual(await find("meeting nobody"), []);
    assert.deepEqual(await find("party"), []);
  });

  await t.step("puts first what holds the words more often, closer together, and in less text", async () => {
    const [more, close, far, long] = [
      "Budget, budget, budget.",
      "The annual budget is here.",
      "The annual report says nothing of what we had thought about when we talked of the budget.",
      "This is a long sentence which speaks of many other things before it comes to the budget at its very end, late.",
    ];
    const find = await inLanguage("en", long, far, close, more);
    const strip = (snippets: string[]) => snippets.map((snippet) => snippet.replaceAll(/<\/?mark>/g, ""));
    const found = strip(await find("budget "));
    assert.equal(found[0], more);
    assert(found.indexOf(close) < found.indexOf(long));
    assert.deepEqual(strip(await find("annual budget ")), [close, far]);
  });

  await t.step("knows phrases, alternatives and what is to be left out", async () => {
    const find = await inLanguage(
      "en",
      "The annual budget is late.",
      "A budget, annual or not.",
      "Wi-Fi and/or cable.",
    );
    assert.deepEqual(await find('"annual budget"'), ["The <mark>annual</mark> <mark>budget</mark> is late."]);
    assert.equal((await find("budget annual")).length, 2);
    assert.deepEqual(await find("budget -late"), ["A <mark>budget</mark>, annual or not."]);
    assert.deepEqual(await find('budget -"annual budget"'), ["A <mark>budget</mark>, annual or not."]);
    assert.equal((await find("late or cable")).length, 2);
    for (const q of ["wi-fi", "WI fi", '"wi-fi"', "and/or cable", '"cable']) assert.equal((await find(q)).length, 1, q);
    assert.deepEqual(await find("fi-wi"), []);
  });

  await t.step("finds a last word before it is written to its end", async () => {
    const find = await inLanguage("en", "The meetings were organised.", "We meet.");
    for (const q of ["mee", "meet", "meeti", "meetin", "meeting", "meetings"]) {
      assert.match((await find(q)).join(), /The <mark>meetings<\/mark> were/, q);
    }
    assert.deepEqual(await find("meeting orga"), ["The <mark>meetings</mark> were <mark>organised</mark>."]);
    for (const q of ["meeti ", '"meeti"', "meeti were", "me", "-meeti"]) assert.deepEqual(await find(q), [], q);
  });

  await t.step("heeds no accents, in no direction, however they are written", async () => {
    const find = await inLanguage("fr", "Un café, s'il vous plaît.", "Le CAFE\u0301 de l’Été", "le cafe");
    for (const q of ["café ", "cafe ", "CAFÉ ", "cafe\u0301 "]) assert.equal((await find(q)).length, 3, q);
    assert.deepEqual(await find("ete "), ["Le CAFE\u0301 de l’<mark>Été</mark>"]);
    assert.deepEqual(await find("plait"), ["Un café, s&#39;il vous <mark>plaît</mark>."]);
  });

  await t.step("bends German words", async () => {
    const find = await inLanguage("de", "Die Häuser der Straße sind größer.", "Ein Haus für Kinder.");
    assert.equal((await find("Häuser ")).length, 2);
    assert.deepEqual(await find("strasse"), ["Die Häuser der <mark>Straße</mark> sind größer."]);
    assert.deepEqual(await find("Straßen größe"), ["Die Häuser der <mark>Straße</mark> sind <mark>größer</mark>."]);
    assert.deepEqual(await find("Häusern Kind "), ["Ein <mark>Haus</mark> für <mark>Kinder</mark>."]);
  });

  await t.step("heeds no case beyond ASCII either, under every locale", async () => {
    const russian = await inLanguage("ru", "МЫ ОБСУДИЛИ БЮДЖЕТ И ЁЛКИ.");
    assert.deepEqual(await russian("бюджеты ёлка"), ["МЫ ОБСУДИЛИ <mark>БЮДЖЕТ</mark> И <mark>ЁЛКИ</mark>."]);
    const greek = await inLanguage("el", "Ο ΠΡΟΫΠΟΛΟΓΙΣΜΌΣ");
    assert.equal((await greek("προϋπολογισμός")).length, 1);
  });

  await t.step("finds any string of characters where no spaces part the words", async () => {
    const chinese = await inLanguage("zh", "今天的会议记录已经完成。", "我议论会。", "ＡＢＣ公司");
    assert.deepEqual(await chinese("会议"), ["今天的<mark>会议</mark>记录已经完成。"]);
    assert.deepEqual(await chinese("记录 会议"), ["今天的<mark>会议记录</mark>已经完成。"]);
    assert.deepEqual(await chinese("议会"), []);
    assert.deepEqual(await chinese("会 -会议"), ["我议论<mark>会</mark>。"]);
    assert.deepEqual(await chinese("abc公司"), ["<mark>ＡＢＣ公司</mark>"]);
    const japanese = await inLanguage("ja", "カフェで会議をします。");
    assert.deepEqual(await japanese("会議をし"), ["カフェで<mark>会議をし</mark>ます。"]);
    const korean = await inLanguage("ko", "오늘 회의를 시작합니다.");
    assert.deepEqual(await korean("회의"), ["오늘 <mark>회의</mark>를 시작합니다."]);
    const thai = await inLanguage("th", "สวัสดีครับ วันนี้ประชุม");
    assert.deepEqual(await thai("ประชุม"), ["สวัสดีครับ วันนี้<mark>ประชุม</mark>"]);
  });

  await t.step("looks for words as they are written where the language is not known", async () => {
    const find = await inLanguage(undefined, "The meetings", "we meet");
    assert.deepEqual(await find("meeting "), []);
    assert.deepEqual(await find("the meetings "), ["<mark>The</mark> <mark>meetings</mark>"]);
  });

  await t.step("finds the words that a language passes over where there are no others", async () => {
    const find = await inLanguage("en", "To be, or not to be: that is the question.", "The other.", "Nothing.");
    assert.deepEqual(await find("the "), [
      "<mark>The</mark> other.",
      "To be, or not to be: that is <mark>the</mark> question.",
    ]);
    assert.equal((await find('"to be or not to be"')).length, 1);
    assert.deepEqual(await find("the question "), ["To be, or not to be: that is the <mark>question</mark>."]);
  });

  await t.step("shows nothing as HTML but what it marks", async () => {
    const find = await inLanguage("en", `<img src=x onerror="alert('budget')"> & </mark><script>Budget</script>`);
    assert.deepEqual(await find("budget"), [
      "&lt;img src=x onerror=&quot;alert(&#39;<mark>budget</mark>&#39;)&quot;&gt; &amp; " +
      "&lt;/mark&gt;&lt;script&gt;<mark>Budget</mark>&lt;/script&gt;",
    ]);
    assert.equal((await find("onerror")).length, 1);
  });

  await t.step("shows the part of a long text in which most is found, whole words of it", async () => {
    const filler = (word: string, times: number) => Array.from({ length: times }, () => word).join(" ");
    const long = `The budget. ${filler("filler", 3000)} the annual budget of Köln ${filler("more", 3000)}`;
    const find = await inLanguage("en", long);
    const [snippet = ""] = await find("budget annual köln");
    assert.match(
      snippet,
      /^…filler .*filler the <mark>annual<\/mark> <mark>budget<\/mark> of <mark>Köln<\/mark> more .*more…$/,
    );
    assert(snippet.length < 320, snippet);
  });

  await t.step("takes a text that holds more words than Postgres keeps of one", async () => {
    const words = Array.from({ length: 170_000 }, (_, index) => `${index.toString(36)}x`);
    const find = await inLanguage("en", words.join(" "));
    assert.equal((await find('"21x 22x"')).length, 1);
  });

  await t.step("refuses what holds nothing to look for, and never fails", async () => {
    const person = await addPerson(sql);
    const find = await inLanguage("en", "Something 🎉 else");
    for (const q of ["", "   ", '""', "-", "!?&|()", "🎉"]) {
      const response = await api.call(person, "GET", `/search?${new URLSearchParams({ q })}`);
      assert.equal((await readProblem(response)).code, "invalid_request", q);
    }
    assert.equal((await api.call(person, "GET", "/search")).status, 422);
    assert.equal((await api.call(person, "GET", "/search?q=%00a")).status, 422);
    const odd = [
      "or",
      "or or",
      "a or",
      "-a",
      "-something",
      "a & b | !c <-> d:*",
      "(a",
      "'a\\'",
      ":*",
      "a:*",
      "\\",
      "x".repeat(200),
    ]
      .concat('"a"b"', '-"', "--a", "é".repeat(200), "something\u0001\u0003 else", "%", "Something or -else");
    for (const q of odd.filter((q) => /[\p{L}\p{N}]/u.test(q))) await find(q);
    assert.deepEqual(await find("-nothing"), []);
    assert.deepEqual(await find("something\u0003 else"), ["<mark>Something</mark> 🎉 <mark>else</mark>"]);
  });
});
