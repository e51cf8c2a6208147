import assert from "node:assert/strict";
import { countPrompt, countTokens } from "../../shared/language/count_tokens.ts";
import { promptWith } from "../support/asking.ts";

/** What the gpt-tokenizer package, 4.0.0, makes of each by o200k_base and cl100k_base. */
const samples: Record<string, [text: string, o200k: number, cl100k: number]> = {
  english: [
    "Good morning everyone, and thank you for coming to the meeting. The company has already agreed to pay for half of it, so I think we should decide by Thursday whether the remaining budget is enough.",
    40,
    40,
  ],
  technical: [
    "We've migrated the Kubernetes ingress controllers; idempotency keys, deserialization and TypeScript's noUncheckedIndexedAccess flags broke everything asynchronously.",
    27,
    28,
  ],
  german: [
    "Guten Morgen zusammen, ich möchte heute über die Haushaltsplanung und die Krankenversicherungsbeiträge sprechen, die sich im nächsten Geschäftsjahr wahrscheinlich erhöhen werden.",
    34,
    46,
  ],
  finnish: [
    "Hyvää huomenta kaikille, tänään keskustelemme yhtiön taloudellisesta tilanteesta ja seuraavan vuoden investointisuunnitelmasta, jota hallitus ei vielä ole hyväksynyt.",
    43,
    57,
  ],
  polish: [
    "Dzień dobry wszystkim, chciałbym dzisiaj porozmawiać o budżecie na przyszły rok oraz o zwiększeniu składek na ubezpieczenie zdrowotne pracowników.",
    45,
    59,
  ],
  vietnamese: [
    "Chào buổi sáng mọi người, hôm nay chúng ta sẽ thảo luận về ngân sách của năm tới và những việc cần làm trước thứ Năm.",
    32,
    59,
  ],
  turkish: [
    "Herkese günaydın, bugün önümüzdeki yılın bütçesi hakkında konuşmak ve yapılması gerekenleri kararlaştırmak istiyorum.",
    31,
    46,
  ],
  russian: [
    "Доброе утро всем, сегодня мы обсудим бюджет на следующий год и решим, кто будет отвечать за переговоры с поставщиками.",
    32,
    56,
  ],
  greek: [
    "Καλημέρα σε όλους, σήμερα θα συζητήσουμε τον προϋπολογισμό του επόμενου έτους και θα αποφασίσουμε ποιος θα είναι υπεύθυνος.",
    41,
    108,
  ],
  arabic: [
    "صباح الخير جميعا، سنناقش اليوم ميزانية العام المقبل ونقرر من سيكون مسؤولا عن المفاوضات مع الموردين.",
    28,
    67,
  ],
  hebrew: ["בוקר טוב לכולם, היום נדבר על התקציב של השנה הבאה ונחליט מי יהיה אחראי על המשא ומתן עם הספקים.", 35, 92],
  hindi: ["सभी को सुप्रभात, आज हम अगले वर्ष के बजट पर चर्चा करेंगे और तय करेंगे कि आपूर्तिकर्ताओं के साथ बातचीत कौन करेगा।", 34, 111],
  tamil: ["அனைவருக்கும் காலை வணக்கம், இன்று நாம் அடுத்த ஆண்டின் வரவு செலவுத் திட்டத்தைப் பற்றி விவாதிப்போம்.", 29, 130],
  thai: ["สวัสดีตอนเช้าทุกคน วันนี้เราจะพูดคุยเรื่องงบประมาณของปีหน้าและตัดสินใจว่าใครจะรับผิดชอบการเจรจา", 43, 86],
  georgian: [
    "დილა მშვიდობისა ყველას, დღეს ვისაუბრებთ მომავალი წლის ბიუჯეტზე და გადავწყვეტთ ვინ იქნება პასუხისმგებელი.",
    30,
    194,
  ],
  amharic: ["እንደምን አደራችሁ ሁላችሁም ዛሬ ስለሚቀጥለው ዓመት በጀት እንወያያለን ማን ኃላፊ እንደሚሆንም እንወስናለን።", 125, 169],
  chinese: [
    "大家早上好，今天我们讨论明年的预算，并决定由谁负责与供应商的谈判。请大家在星期四之前把意见发给我。",
    35,
    55,
  ],
  traditional: [
    "大家早安，今天我們討論明年的預算，並決定由誰負責與供應商的談判。請大家在星期四之前把意見寄給我。",
    41,
    70,
  ],
  japanese: [
    "皆さん、おはようございます。本日は来年度の予算について話し合い、サプライヤーとの交渉を誰が担当するかを決めたいと思います。",
    41,
    61,
  ],
  korean: [
    "여러분 안녕하세요, 오늘은 내년 예산에 대해 논의하고 공급업체와의 협상을 누가 담당할지 결정하겠습니다.",
    33,
    55,
  ],
  numbers: [
    "The invoice 4839-2201 of 12.07.2025 was 1,284,930.55 euros; call +49 30 901820 or 0800 330 1000 before 17:45:30.",
    52,
    52,
  ],
  emoji: ["Great 👍🏽 job everyone 🎉🎉🎉 see you 👩‍👩‍👧‍👦 tomorrow 🇩🇪", 30, 43],
  base64: ["aGVsbG8gd29ybGQgdGhpcyBpcyBhIGxvbmcgYmFzZTY0IHN0cmluZyB0aGF0IHNob3VsZCBiZSBjb3N0bHk", 57, 62],
  uuid: ["3f2504e0-4f89-41d3-9a0c-0305e82c3301 and 7c9e6679-7425-40de-944b-e07fc1f90ae7", 52, 52],
  caps: ["THE MEETING WAS CALLED TO ORDER AND THE QUARTERLY RESULTS WERE PRESENTED TO THE BOARD", 21, 23],
  code: [
    "for (let i = 0; i < items.length; i++) { if (items[i]?.id === id) return { ...items[i], ok: true }; }",
    36,
    36,
  ],
  label: [
    "[[12]] (Speaker A, 00:01:23) Yes.\n[[13]] (B, 00:01:24) Okay, right.\n[[14]] (Speaker A, 00:01:26) Mhm.\n",
    50,
    50,
  ],
};

Deno.test("how many tokens a text is taken for", async (t) => {
  for (const [kind, [text, newer, older]] of Object.entries(samples)) {
    await t.step(`${kind}: not less than it is, nor more than twice what the costlier count says`, () => {
      const count = countTokens(text);
      assert(count >= newer, `${count} of ${newer}`);
      assert(count >= 0.8 * older, `${count} of ${older}`);
      assert(count <= 2 * older, `${count} of ${older}`);
    });
  }

  await t.step("nothing is nothing", () => assert.equal(countTokens(""), 0));

  await t.step("a prompt counts all that is in it", () => {
    const whole = countPrompt(promptWith());
    assert(countPrompt(promptWith({ sources: [] })) < whole);
    assert(countPrompt(promptWith({ instructions: "" })) < whole);
    assert(countPrompt(promptWith({ turns: [] })) < whole);
    assert(countPrompt(promptWith({ schema: { type: "object", properties: {} } })) > whole);
  });

  await t.step("ten hours of speech are counted in well under a second", () => {
    const text = "The company has already agreed to pay for half of it. ".repeat(12_000);
    const started = performance.now();
    countTokens(text);
    assert(performance.now() - started < 500);
  });
});
