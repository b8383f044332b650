import { BASELINE } from "./baseline.ts";
import { writeTemplate } from "./write-template.ts";

export const baselineEnglish = () =>
  writeTemplate(BASELINE, {
    locale: "en",
    name: "Baseline: the diamond",
    description:
      "Five stages from the first conversation to the signed agreement. A quarter of the weight is earned on the way to each base, and no deal moves on before the milestones of its stage are met.",

    stages: {
      to_first: {
        name: "To first base",
        guidance:
          "A deal begins with a person who can decide and a problem that we can solve. You are on first base when that person has agreed to work on the problem with you and the date is in both calendars.\n\nAsk, do not pitch: the product has its turn in the closing stage. If the problem costs the buyer nothing, say so and let the deal go. Nowhere is it cheaper to lose one than here.",
      },
      first_to_second: {
        name: "First to second",
        guidance:
          "This is where deals are won. On second base stands a buyer who has said in their own words what they need, why they have to act, and what it costs to leave things as they are.\n\nStay with the problem and resist presenting. Repeat what you have heard and let the buyer correct you. A quote that goes out without these three leaves only the price to talk about.",
      },
      second_to_third: {
        name: "Second to third",
        guidance:
          "On third base the buyer is able to buy: the money exists, and we know who decides, in which order and by when.\n\nAsk about both openly before any offer goes out. An offer to somebody who cannot pay or cannot decide is free consulting. If either is missing, find out who has it, or go back a base.",
      },
      close: {
        name: "Close",
        guidance:
          "Now present, and only what the buyer has asked for: need by need, against the cost that the buyer worked out. Make sure that those who decide are there.\n\nGet agreement on one point after another, then ask for the decision and be quiet. If a new need or a new decision maker turns up now, the deal was never on third. Move it back instead of cutting the price.",
      },
      score: {
        name: "Score",
        guidance:
          "A yes is not a deal until it is signed. Agree who signs, by which route, and what purchasing and legal need from you, and clear every obstacle on the day it appears.\n\nSettle the start date and the first steps together, so that the buyer is already looking past the signature. Then hand over to delivery what the buyer expects, in the buyer's own words.",
      },
    },

    criteria: {
      decision_maker: {
        name: "Spoke with the decision maker",
        questions: [
          "When you last bought something like this, who had the final say?",
          "Besides you, who can say yes to this, and who can say no?",
          "Whose results does this problem hurt?",
        ],
        objections: [
          {
            objection: "Just send me some information by e-mail.",
            response:
              "Happy to. So that you get one page about your situation and not a brochure: what would have to be in it for you to want to talk further?",
          },
          {
            objection: "You can deal with me. My boss doesn't get involved in this.",
            response:
              "Good, let's work on it together. When it comes to spending the money, whose name goes on the order? I would like to hear from that person what a good result looks like. If you bring us together, you won't have to carry messages between us.",
          },
        ],
      },
      problem: {
        name: "Identified a problem that our product, service or solution relates to",
        questions: [
          "Which part of this works least well for you today?",
          "Where do you notice first that something has gone wrong?",
          "How long has it been like this, and what have you already tried?",
          "Where will you be in a year if nothing is done about it?",
        ],
        objections: [
          {
            objection: "Everything is fine as it is.",
            response:
              "Glad to hear it; what works should be left alone. If you could improve one thing about it, what would that be? If nothing comes to mind, I won't take more of your time.",
          },
          {
            objection: "We already have a supplier for that.",
            response:
              "I would have been surprised if you hadn't. What do they do so well that you want to keep it, and what do you still end up taking care of yourselves?",
          },
        ],
      },
      appointment: {
        name: "Got an appointment: the buyer agreed on a date and an agenda",
        questions: [
          "What would we have to get done for it to be worth an hour of yours?",
          "Who else lives with this problem and should be at the table?",
          "Shall we put it in both calendars now, while we are talking?",
        ],
        objections: [
          {
            objection: "I'm too busy right now. Try me again next quarter.",
            response:
              "I understand. If the problem you described will still cost you money next quarter, let's fix a date today, and you can cancel it if the problem solves itself. If it isn't worth half an hour, tell me straight and I won't keep chasing you.",
          },
          {
            objection: "Just send us a quote.",
            response:
              "I can give you a price, but today it would be a guess, and a guess either scares you off for nothing or promises too much. Half an hour on what you really need, and you get a figure that you can rely on.",
          },
        ],
      },
      need: {
        name: "Identified the need",
        questions: [
          "What has to be different once this is done?",
          "What must a solution be able to do, and what would merely be nice?",
          "How will you know that it works? What would you measure?",
          "What have you ruled out already, and why?",
        ],
        objections: [
          {
            objection: "You're the experts. You tell us what we need.",
            response:
              "We do have a view, but if it is only ours, you would be buying an opinion. Take the last time this went wrong: what happened, and what should have happened instead? That is what I will build on.",
          },
          {
            objection: "Can't you just show us the demo?",
            response:
              "You will get it, and it will show only what matters to you. Which two or three things would you have to see to believe that this solves the problem?",
          },
        ],
      },
      compelling_reason: {
        name: "Identified compelling reasons to buy",
        questions: [
          "Why deal with this now and not next year?",
          "What happens to your targets if it stays unsolved?",
          "Who above you asks about this, and what do they ask?",
          "What else is competing for the same money and attention, and why would this come first?",
        ],
        objections: [
          {
            objection: "It would be nice to have, but there's no hurry.",
            response:
              "Then it may be right to leave it. What would have to happen to make it urgent: a customer leaving, an audit, a deadline? If nothing of the kind is in sight, let's agree to talk again when something has changed.",
          },
          {
            objection: "Let's come back to it after the summer.",
            response:
              "We can. What will be different then that makes the decision easier? And what will the problem have cost you by that time?",
          },
        ],
      },
      cost_of_problem: {
        name: "Quantified the cost of the problem",
        questions: [
          "How often does it happen, and what does it cost each time in hours, waste or lost sales?",
          "What does that come to in a year?",
          "Would your CFO put their name to that figure?",
          "What does it cost that the books don't show: customers who left, people who burned out?",
        ],
        objections: [
          {
            objection: "You can't put a figure on that.",
            response:
              "Not to the cent, so let's do it roughly. Are we talking about tens or hundreds of thousands a year? Count only what you are sure of. A cautious figure of yours carries more weight than a precise one of mine.",
          },
          {
            objection: "We don't share those numbers.",
            response:
              "You don't have to. Work it out among yourselves: how often it happens, times what it costs. An order of magnitude is enough for me, and whether it is big enough to do something about.",
          },
        ],
      },
      funds: {
        name: "Made sure that funds are available",
        questions: [
          "Is there money set aside for this? If not, where would it come from?",
          "You have worked out what the problem costs a year. What are you prepared to invest to be rid of it?",
          "Who can release a sum of that size, and what do they have to see first?",
          "If it ends up in that region, do we carry on or do we stop here?",
        ],
        objections: [
          {
            objection: "We don't have a budget for this.",
            response:
              "Few do, for something that nobody planned. But you are paying for the problem already; the money just leaves from other accounts. Who could decide to spend it on the cure instead?",
          },
          {
            objection: "Tell us the price first, then we'll see about the money.",
            response:
              "Fair enough. I will give you the range in which companies of your size have ended up. Is the lower end of it possible for you? If it isn't, we are both better off knowing today.",
          },
        ],
      },
      decision_process: {
        name: "Understood the decision process",
        questions: [
          "What are the steps between “we want this” and a signed agreement?",
          "Who else has a say, such as purchasing, legal, IT or the board, and what does each of them look at?",
          "When do you need it up and running, and when do you have to decide for that to hold?",
          "What could still stop this, even if you and I agree?",
        ],
        objections: [
          {
            objection: "I'll take it to the management team and get back to you.",
            response:
              "Good. What will they ask first, and what will you answer? Let's prepare the case together. If anyone would rather ask us directly, I am glad to come along.",
          },
          {
            objection: "We'll let you know when we've decided.",
            response:
              "Of course. So that I don't bother you for nothing: which steps are still ahead, and on which day is it fair to ask where things stand?",
          },
        ],
      },
      solution_presented: {
        name: "Presented a solution that fits the need and the cost",
        questions: [
          "Which of the needs that you named does this leave open?",
          "How does the price look beside what the problem costs you?",
          "On a scale of one to ten, how well does this solve it? What would make it a ten?",
          "If you had to defend this in front of your board, where would they push hardest?",
        ],
        objections: [
          {
            objection: "It's too expensive.",
            response:
              "Compared with what? Together we worked out what the problem costs you a year. If that figure stands, what is too much: the total, when it has to be paid, or the risk that it won't deliver?",
          },
          {
            objection: "Your competitor is cheaper.",
            response:
              "They may well be. Let's put the two offers side by side against the needs that you listed. If theirs covers them all, take it. If it doesn't, what will the gap cost you?",
          },
        ],
      },
      decision_asked: {
        name: "Asked for the decision",
        questions: [
          "You have said that this solves the problem and pays for itself. Shall we go ahead?",
          "What is still missing before you can say yes?",
          "If we settle that point, will you decide today?",
        ],
        objections: [
          {
            objection: "We need to think about it.",
            response:
              "Of course, it is a big decision. When I hear that, it is usually about the price, the risk, or somebody who isn't convinced yet. Which is it for you? Let's go through it now, while we are at the same table.",
          },
          {
            objection: "Give us ten per cent off and we have a deal.",
            response:
              "I understand that you have to ask. The price follows the scope: if it has to come down, what shall we leave out? If the scope stays, I can meet you part of the way in return for something, a longer term for example.",
          },
        ],
      },
      agreement_signed: {
        name: "Agreement signed",
        questions: [
          "Who signs, and can they be reached this week?",
          "Have legal or purchasing marked anything in the agreement?",
          "On which day do we start, and by when must it be signed for that to hold?",
        ],
        objections: [
          {
            objection: "Legal has to go through the terms first.",
            response:
              "Naturally. Shall we put your lawyers in touch with ours, so that they settle the wording without the two of us in between? Which clauses concern them, and when will they answer?",
          },
          {
            objection: "Purchasing wants another round on the price.",
            response:
              "We agreed on scope and price as one whole. I will gladly take purchasing through what was agreed and why. If the price is reopened, so is the scope. Shall we have that conversation together?",
          },
          {
            objection: "Let's sign next quarter.",
            response:
              "We can. What do you gain by waiting, while the problem costs you every month? If it is about cash flow, we can sign now and invoice next quarter.",
          },
        ],
      },
    },
  });
