import { BANT } from "./bant.ts";
import { writeTemplate } from "./write-template.ts";

export const bantEnglish = () =>
  writeTemplate(BANT, {
    locale: "en",
    name: "BANT",
    description:
      "Budget, authority, need and timeline as four lean stages from the first talk to the signed agreement, with need and authority settled before money. Suits short, straightforward sales to small and mid-sized companies where one or two people decide.",

    stages: {
      problem_and_authority: {
        name: "Problem and authority",
        guidance:
          "BANT is often worked through letter by letter, money first. Turn it round: nobody has a budget for a problem they haven't put into words. You are through here when you know what isn't working and have talked about it with the person who can approve the purchase.\n\nIn a small company that is usually the owner or the managing director, so ask for them at once, politely. Don't spend weeks with somebody who can only pass messages on. Price and product can wait.",
      },
      need_and_timeline: {
        name: "Need and timeline",
        guidance:
          "Here the deal gets its reason. You are done when the buyer has said what must change, by which date and why then, and you both have an idea of what the problem costs.\n\nOne good conversation is often enough, so prepare for it. Note the needs in the buyer's words and read them back. A date that can slip without anyone minding is not a timeline: ask what happens the day after. If the answer is “nothing”, agree when to talk again and use your time elsewhere.",
      },
      budget_and_decision: {
        name: "Budget and decision",
        guidance:
          "Now talk about money, as calmly as about anything else. With the need and its cost on the table, the question is no longer “how much have you got?” but “is it worth this much to you?”. Give a price range yourself before you ask for a figure.\n\nFind out in the same conversation how the decision is made, even if the answer is “I decide on Friday”. Don't write an offer just to see whether there is money. If the sum is too big, make the job smaller or stop here.",
      },
      offer_and_agreement: {
        name: "Offer and agreement",
        guidance:
          "You get here once authority, need, timeline and budget are confirmed. Keep the offer short: the needs in the buyer's order, the price, the start date and what you need from them. Go through it with the person who decides; don't leave it alone in an inbox.\n\nFix the next contact before you part. If the answer is slow, go back to the weakest letter instead of offering a discount. After a yes, get the signature the same week: in small companies plans change fast.",
      },
    },

    criteria: {
      problem: {
        name: "Problem: the buyer has described what isn't working and where it shows",
        questions: [
          "What made you want to have this conversation?",
          "What does it look like on a bad day?",
          "Who has to step in and patch things up, and what do they leave undone meanwhile?",
        ],
        objections: [
          {
            objection: "We get by with spreadsheets.",
            response:
              "Many do, and for years. When does the spreadsheet start to creak: when somebody is on holiday, when a customer rings, at the end of the month? If it never does, you don't need me.",
          },
          {
            objection: "What does it cost? That's all I want to know.",
            response:
              "You will hear a price range from me before either of us puts real work into this. It depends on what there is to fix, and I don't know yet whether you have anything worth fixing. May I ask two questions about that first?",
          },
        ],
      },
      authority: {
        name: "Authority: spoke with the person who can approve the purchase",
        questions: [
          "Up to what sum can you decide on your own, and who comes in above that?",
          "What would the managing director want to know about this before anyone puts time into it?",
          "Is there a co-owner, a chair or an accountant whose word usually settles things like this?",
        ],
        objections: [
          {
            objection: "Let me sound out the boss first.",
            response:
              "Good idea. What do you expect to be asked? If it is about money or risk, ten minutes with the three of us saves you having to answer for us. Shall I suggest a couple of times?",
          },
          {
            objection: "I decide. Nobody else is needed.",
            response:
              "That makes it simple. Just so that nothing takes us by surprise: could you sign tomorrow without asking anyone, or would you talk to a co-owner or the bank first?",
          },
        ],
      },
      need: {
        name: "Need: the buyer has said what must change and what matters most",
        questions: [
          "If we could put only one thing right for you, which would you pick?",
          "What should your people be able to get done that they can't today?",
          "What would make you say in three months that this was a mistake?",
          "What has to stay exactly as it is?",
        ],
        objections: [
          {
            objection: "We just want something simple.",
            response:
              "A good aim. Simple for whom: the person who uses it every day, or the one who has to set it up? Describe an ordinary Tuesday on which everything works the way you want it.",
          },
          {
            objection: "We want the same as the firm next door.",
            response:
              "I can see why. What do you think they get out of it? And what is different with you: size, customers, people? Let's begin with what you would use in the first month, and see whether we arrive at the same thing.",
          },
        ],
      },
      cost_of_problem: {
        name: "Cost of the problem: the buyer has worked out what it costs in a year",
        questions: [
          "How many hours a week go into this, and whose are they?",
          "Has an order slipped away over this in the past year, and what was it worth?",
          "If you change nothing, how much more will you have spent on it by the end of the year?",
        ],
        objections: [
          {
            objection: "They're on a salary anyway, so it costs us nothing.",
            response:
              "The wages stay the same, true. But what would they do with those hours: invoice, sell, get home on time? If something important doesn't get done, that is what the problem costs.",
          },
          {
            objection: "It's too small a thing to work out.",
            response:
              "Could be. Give it two minutes: how many times a month does it happen, and how long does each one take? If a whole year comes to less than a day of your time, we'll forget about it.",
          },
        ],
      },
      timeline: {
        name: "Timeline: the buyer has named the date it must work by, and why that date",
        questions: [
          "By when does this have to work, and what sets that date?",
          "If it isn't ready, what happens the next morning?",
          "Counting back from there, when do your own people have to start, and will they be free?",
          "What could delay this, and who would be in trouble if it did?",
        ],
        objections: [
          {
            objection: "As soon as possible.",
            response:
              "That would suit me too. Is there a day that decides it: a season, a contract running out, somebody retiring? If there isn't, other things will always push in front, so let's find out what really sets the pace.",
          },
          {
            objection: "Spring is hectic. Let's look at it later on.",
            response:
              "Then don't squeeze it in. Would spring be easier with this in place? If so, let's work out when you have to start to be ready before the next rush. If not, name the month in which it matters again, and I'll leave you in peace until then.",
          },
        ],
      },
      budget: {
        name: "Budget: the buyer has confirmed how much can be spent and where it comes from",
        questions: [
          "You have heard my range. Which pocket would it come out of?",
          "Is that this year's money or next year's, or would a monthly fee be easier?",
          "What was your last purchase of this size, and how did you pay for it?",
          "At what figure would you say no on the spot, however good the solution?",
        ],
        objections: [
          {
            objection: "I'd rather not say how much we can spend.",
            response:
              "I understand: you don't want me to fill it to the brim. So I'll go first and tell you what this kind of thing costs at its cheapest and at its dearest. You only have to say whether it makes sense to go on, and which end you are closer to.",
          },
          {
            objection: "There's no room for extras this year.",
            response:
              "It mustn't be an extra; it has to earn its keep. You told me what the problem costs you. If part of that came back before the year is out, would there be room? If not, when do you next plan your spending?",
          },
          {
            objection: "Cash is tight just now.",
            response:
              "I'm glad you brought it up. Which would help: starting with a smaller part, or paying in instalments? If neither does, I would rather hear it today than after you have an offer from me.",
          },
        ],
      },
      decision_process: {
        name: "Decision process: the buyer has named the steps, the people and the decision date",
        questions: [
          "When a good offer lands on your desk, what do you do with it first, and who gets to see it?",
          "What do you compare this with: another supplier, doing it yourselves, or doing nothing?",
          "Who might have second thoughts at the last minute, and could we ask them now?",
          "On which day will you decide, and what do you need from us before that?",
        ],
        objections: [
          {
            objection: "We're asking three suppliers for prices.",
            response:
              "Sensible. If all three can do the job, what tips the balance? And if the cheapest lacks something that matters to you, who will spot it? Let's write down what you compare, so that you get three answers to the same question.",
          },
          {
            objection: "There's no process here. I just decide.",
            response:
              "Then it's a short road. What do you usually do before you make up your mind: sleep on it, ring somebody who has bought the same, look at the bank account? And by which day will you have done it?",
          },
        ],
      },
      offer_accepted: {
        name: "Offer accepted: the buyer has said yes to the scope, the price and the start date",
        questions: [
          "Does this cover what you called most important, or did I miss something?",
          "Which part would you still like to work on?",
          "Is there any reason why you couldn't say yes to it just as it is?",
          "Shall we start on the day you named, then?",
        ],
        objections: [
          {
            objection: "That's more than I had in mind.",
            response:
              "Thank you for being frank. It is within the range we talked about, so something looks different now. Is the total too big, or is there a part that isn't worth its price to you? Show me which, and we'll see whether you can start without it.",
          },
          {
            objection: "Can we try it free for a month first?",
            response:
              "What would you have to see in that month to sign? If we can put that in writing and you decide on the last day, let's talk about a trial that has an end. If you just want to be sure, ring a customer of ours who had the same doubts. Ten minutes with them will tell you more.",
          },
          {
            objection: "Leave it with me and I'll come back to you.",
            response:
              "Gladly. We agreed on a day by which you decide. Does it still hold? If something new has come up, tell me now: we'll sort it out faster together than by guessing.",
          },
        ],
      },
      agreement_signed: {
        name: "Agreement signed by somebody entitled to sign for the company",
        questions: [
          "Can you sign for the company alone, or does it take a second signature?",
          "Is there anything in the terms that you want to go through before signing?",
          "Shall we do it electronically today, so that the start date is safe?",
        ],
        objections: [
          {
            objection: "I'm travelling all week. I'll sign when I'm back.",
            response:
              "No problem. It opens on your phone and takes two minutes over a coffee. If you would rather read it in peace, which evening suits you? I'll keep your starting slot free until then.",
          },
          {
            objection: "Our accountant wants to see the contract first.",
            response:
              "Quite right, somebody should read the small print. Shall we ring them together tomorrow? Payment terms and the length of the contract are usually cleared up in one call.",
          },
          {
            objection: "Isn't my word enough?",
            response:
              "It is for me. But the agreement protects you as well: it says what you get and when, and what we do if something doesn't work. Shall we go through it now and have it done?",
          },
        ],
      },
    },
  });
