import { SPICED } from "./spiced.ts";
import { writeTemplate } from "./write-template.ts";

export const spicedEnglish = () =>
  writeTemplate(SPICED, {
    locale: "en",
    name: "SPICED",
    description:
      "Five stages that follow the letters, from situation and pain by way of impact, critical event and decision to a signed agreement and a booked start. It suits software and services on subscription, where the customer has to see a result before there is anything to renew.",

    stages: {
      situation_and_pain: {
        name: "Situation and pain",
        guidance:
          "You are at first base when the buyer has corrected your picture of how they work and has named the place where it hurts. Read up beforehand, so that you spend the call checking facts and not collecting them.\n\nOne symptom is not yet a pain: find out where it shows, who puts up with it and since when. If all you hear is curiosity, say thank you and leave it there. Give a trial to somebody without a pain and you win a customer who cancels.",
      },
      impact: {
        name: "Impact",
        guidance:
          "At second base the buyer can say in one breath what the pain costs a year and what it is worth to be rid of it, and the decision maker stands behind the figures.\n\nLet the buyer do the sums; a number from your slides convinces nobody once you have left the room. Ask about the people too, since nobody changes their habits for a spreadsheet. Keep away from the tour of features: it answers questions that nobody has asked.",
      },
      critical_event_and_decision: {
        name: "Critical event and decision",
        guidance:
          "Third base means that a date matters to the buyer for reasons of their own, and that we know how they get to a decision in time: who, in what order, on what grounds and with which money.\n\nWork backwards from the event and let the buyer fill in the calendar. Your quarter-end is not a critical event, and neither is a discount that runs out. Without a real one, keep the deal out of the forecast, however warm the talks are.",
      },
      solution_and_plan: {
        name: "Solution and plan",
        guidance:
          "Show how the buyer gets from the pain to the impact they worked out, and leave the rest of the product for later. The people who decide are present, and the price is no news to them.\n\nTake as much care over the first weeks as over the offer: which result comes first, who sees it, how it is measured. A plan that ends at the signature sells a licence that nobody renews. If somebody new turns up with a pain of their own, go back to impact with them.",
      },
      agreement_and_start: {
        name: "Agreement and start",
        guidance:
          "The buyer has chosen us, and what remains is paper. Paper is good at lying about until the critical event has passed, so know whose desk it is on and ask after it yourself.\n\nBook the start while the agreement is still being read, and bring in the colleague who will look after the customer before it is signed. Promise nothing new to save a date: that promise is what the customer will hold against you at renewal.",
      },
    },

    criteria: {
      situation: {
        name: "Situation: the buyer has confirmed our picture of how they work today",
        questions: [
          "I have read up on how you are set up. May I tell you how I understood it, and you correct me?",
          "Can you walk me through it from start to finish: who does what, and in which system?",
          "How many people work on this, and how much passes through their hands in a month?",
          "What has changed over the past year: growth, people, tools?",
        ],
        objections: [
          {
            objection: "You'll find all that on our website.",
            response:
              "I have read it, and it tells me what you sell. It doesn't tell me how the work gets from order to invoice, and that is where companies differ. I'll say what I assume, and you stop me where I am off.",
          },
          {
            objection: "Why do you need to know all this? Just tell us what you've got.",
            response:
              "Because it is right for some companies and wrong for others. Three questions from now I can say which you are. If it isn't for you, I'll tell you, and you get your afternoon back.",
          },
        ],
      },
      pain: {
        name: "Pain: the buyer has named a problem that we can solve",
        questions: [
          "If you could hand one part of this to somebody else tomorrow, which would it be?",
          "When did it last let you down, and who had to sort it out?",
          "What do your people do by hand because the system won't do it?",
          "Is that the trouble itself, or does it come from something further back?",
        ],
        objections: [
          {
            objection: "It's a bit clumsy, but we manage.",
            response:
              "Most people do, and so it stays as it is. What does managing look like in practice: who works late, what is left undone? If it is only a nuisance, it isn't worth changing tools for, and I'll say so.",
          },
          {
            objection: "We're only looking at what's on the market.",
            response:
              "Sensible. Something usually starts the looking, though. What happened in the week when you decided to? If nothing did, your time is better spent on something that does bother you.",
          },
        ],
      },
      need: {
        name: "Need: the buyer has said what a solution must make possible",
        questions: [
          "Picture the first Monday with this put right: what do your people do differently?",
          "Which manual work has to go, and which may stay?",
          "What does it have to work with: which systems, countries, teams?",
          "When you last bought a tool for this, what did you miss in it most?",
        ],
        objections: [
          {
            objection: "We'll send you our list of requirements.",
            response:
              "Please do, and I'll go through it line by line. Lists do grow, though. Mark the five lines without which the pain would still be there, and we'll both know what this is really about.",
          },
          {
            objection: "We'll take the whole package and see later what we use.",
            response:
              "I'd be glad to sell it, but you would be paying for parts that nobody opens, and I would hear about it at renewal. What has to work in the first three months? We start there and add the rest when somebody misses it.",
          },
        ],
      },
      impact: {
        name: "Impact: the buyer has put a yearly figure on the pain and on being rid of it",
        questions: [
          "How many hours a week go into this, and whose hours are they?",
          "What would you gain if it took half the time: more customers, fewer hires, faster invoicing?",
          "Which figure that you report upwards would move, and by how much?",
          "Which of these numbers are you sure of, and which should we check with finance?",
        ],
        objections: [
          {
            objection: "It may save time, but we won't let anybody go because of it.",
            response:
              "Nor should you. What matters is where those hours would go. If they go to selling or to customers, what is an hour of that worth? If there is no answer, we leave the saving out and count only what reaches the bottom line.",
          },
          {
            objection: "You must have an ROI calculator. Let's use that.",
            response:
              "We have, and it always comes out in our favour, so your finance people won't believe it. Give me two figures of your own, and we'll do the sum on one page that you can defend without me.",
          },
        ],
      },
      emotional_impact: {
        name: "Emotional impact: a key person has said what this means to them personally",
        questions: [
          "What does this do to your own week?",
          "Who in the team is most tired of it, and how do they talk about it?",
          "If it goes well, what changes for you?",
          "And what worries you about being the one who brought it in?",
        ],
        objections: [
          {
            objection: "This is business. Feelings don't come into it.",
            response:
              "The figures do have to stand by themselves. I ask because a change makes more work for somebody before it makes less. Who will that be, and why would they go along with it?",
          },
          {
            objection: "My people complain whatever we do.",
            response:
              "Perhaps, and sometimes with reason. What do they complain about now? If this takes one of those things away, we have at least somebody who wants it to work.",
          },
        ],
      },
      decision_maker: {
        name: "Decision (people): the decision maker has told us what they expect of this",
        questions: [
          "Who answers for the figure that we have just worked out?",
          "Above what sum is it no longer your decision, and whose is it then?",
          "What would the decision maker ask you about this first?",
          "When it comes up for renewal, who will judge whether it has been worth it?",
        ],
        objections: [
          {
            objection: "I'll introduce you once we've picked a supplier.",
            response:
              "I see that you don't want to take up their time yet. The risk is that you choose on one set of grounds and they decide on another, and the work is done twice. Would they give us twenty minutes now, on the impact alone and with no demo?",
          },
          {
            objection: "We decide these things as a team.",
            response:
              "Good, then people will use it. And when the team is split, or the money is wanted elsewhere, who settles it? I would like to hear that person's view before the team puts more hours into this.",
          },
        ],
      },
      critical_event: {
        name: "Critical event: the buyer has named the date it must work by, and what missing it means",
        questions: [
          "Is there a day after which this no longer helps you, or waiting gets expensive?",
          "What happens the next morning if it isn't running?",
          "Who else is counting on that day?",
          "How long do your people need to learn it before then?",
        ],
        objections: [
          {
            objection: "We want it as soon as possible.",
            response:
              "Gladly, but that is a wish, and wishes get put off. What does it have to be in time for: a season, a contract that runs out, a new country? If there is nothing, we go at your pace, and I won't promise my boss a date either.",
          },
          {
            objection: "The date may well move. Ours usually do.",
            response:
              "Then let's find out what it hangs on. If it slips a month, who loses what? If nobody loses anything, it isn't a date to plan by. Which one is?",
          },
          {
            objection: "Our present contract runs to the end of the year, so there's plenty of time.",
            response:
              "There would be, if giving notice were all it took. When is notice due, and how long must the old and the new run side by side? Let's put both in the calendar and see how much time is left.",
          },
        ],
      },
      decision_criteria: {
        name: "Decision (criteria): the buyer has said on what grounds they will choose",
        questions: [
          "With the options side by side, what will make one of them win?",
          "Which single shortcoming would rule a supplier out, however good the rest?",
          "Who set these grounds, and does everybody weigh them alike?",
          "How does the comparison look with two more options in it: doing nothing, and doing it yourselves?",
        ],
        objections: [
          {
            objection: "In the end we'll take the cheapest.",
            response:
              "You can, if all of them take the same pain away. Is the cheapest the one with the lowest fee, or the one that costs least once your own hours and the old system are counted? Let's write down which, before anybody compares.",
          },
          {
            objection: "We have a scoring sheet. Just fill it in.",
            response:
              "We will. Where on it is the impact that you worked out? If it isn't there, the sheet may pick a tool that leaves the pain where it was. Who could add a line?",
          },
        ],
      },
      decision_process: {
        name: "Decision (process): the buyer has laid out the steps, people and dates to signature",
        questions: [
          "From today to the last signature, what happens in which week?",
          "Does anybody have to look at data protection or security, and how long is their queue?",
          "Which step dragged on when you last took in a new system?",
          "Who might be against this, and have they been heard?",
        ],
        objections: [
          {
            objection: "Our process is simple. Don't worry about it.",
            response:
              "Good, then this won't take long. With the last software that you bought, what happened between the yes and the first login? Usually somebody's queue comes up, and I would like to book our place in it now.",
          },
          {
            objection: "I can't promise dates. It depends on too many people.",
            response:
              "Then let's start from the one date that we have, the event. Which of those people needs the most time? Let's ask that one for a date first, and the others will fall in around it.",
          },
        ],
      },
      funds: {
        name: "Funds: the buyer has said which budget pays for this, this year and next",
        questions: [
          "Whose budget carries the fee this year, and whose next year?",
          "Does it replace something that you pay for already, and when does that stop?",
          "Has the work of getting started been budgeted too, your own people's hours included?",
          "If the first year's money falls short, who decides on more?",
        ],
        objections: [
          {
            objection: "This year's budget is closed.",
            response:
              "Understood. Did anybody know of this pain when it was drawn up? Once you show what each month of waiting costs, who could move money to it? If nobody can, we plan the start for the new financial year and see to it that it is in the next budget round.",
          },
          {
            objection: "The monthly fee is small change. I'll put it on my card.",
            response:
              "That will get you started. But the fee grows with the users, and at the end of the year somebody will ask about it. Who will that be, and would their yes be easier to get now?",
          },
        ],
      },
      solution_accepted: {
        name: "Solution: the buyer agrees that it delivers the impact and is worth the price",
        questions: [
          "Would what you have just seen have prevented the last incident that you told me about?",
          "Which step between here and the result do you believe in least?",
          "If it were your own money, would you pay this much for that result?",
          "What would the people who use it every day have against it?",
        ],
        objections: [
          {
            objection: "The fee is higher than we expected.",
            response:
              "What did you expect, and what was that based on? We have your own sum for what the pain takes from you in a year. If the price doesn't stand up beside it, say so, and we start smaller: one team, one result, and on from there.",
          },
          {
            objection: "We'd like to try it free for a month.",
            response:
              "Let's, once we have agreed what the trial has to show. Which result, for whom, by which day, and what will you decide if it shows? Otherwise a trial only proves that nobody had time to try.",
          },
          {
            objection: "You lack a feature that your competitor has.",
            response:
              "That's true. How much of the impact that you worked out depends on it? If a lot does, I would look hard at them in your place. If none does, I wouldn't let it outweigh the things that do bring it.",
          },
        ],
      },
      plan_agreed: {
        name: "Plan agreed up to the first impact: which result, by when, measured how",
        questions: [
          "Which result could your people notice first, and how soon after the start?",
          "Who measures it, and what is the figure today?",
          "What does it take from you: data, training, hours?",
          "If the result isn't there by then, what do we do together?",
        ],
        objections: [
          {
            objection: "Let's sign first and plan afterwards.",
            response:
              "We can, but your date won't move in the meantime. One page will do: who does what by when, up to the first result. If it shows that we can't make it, you'll want to know before you sign.",
          },
          {
            objection: "Getting it up and running is your job, surely.",
            response:
              "Most of it is, and we answer for that. Two things we can't do for you: give your people time to learn, and open up your data. Who can promise those, and for which weeks?",
          },
        ],
      },
      agreement_signed: {
        name: "Agreement signed",
        questions: [
          "On whose desk is the agreement now, and what are they waiting for?",
          "Is everybody who has to sign at work for the next fortnight?",
          "Are length, notice and the handling of data settled, or is one of them still open?",
        ],
        objections: [
          {
            objection: "We want to be able to cancel at any time.",
            response:
              "Is it the length of the term that worries you, or what happens if the result doesn't come? If it is the result, we can talk about a way out on the day agreed for it, and still keep the price that goes with the full term.",
          },
          {
            objection: "It has to be on our own standard terms.",
            response:
              "Let's have a look. Such terms are often written for goods or consulting and say nothing about updates or availability. Could your lawyer and ours take half an hour this week over the clauses that differ, so that the start date holds?",
          },
          {
            objection: "Something more urgent has come up. Let's pick this up in a few weeks.",
            response:
              "Of course, first things first. You told me what follows if this isn't running on the day that you named. Is that still so? If it is, what can I take off your hands, so that only the signature is left to you?",
          },
        ],
      },
      start_booked: {
        name: "Start booked: the buyer has named the date and who leads it on their side",
        questions: [
          "Who on your side will make it their business that this works?",
          "What will they give up to have time for it?",
          "Who tells the users, and how will they explain the change?",
        ],
        objections: [
          {
            objection: "We'll name somebody when the time comes.",
            response:
              "The first task in the plan falls in the first week. If nobody owns it, the result slips, and your date goes with it. Who knows the work and is listened to? Could I talk to them before you sign?",
          },
          {
            objection: "IT will take care of it.",
            response:
              "IT will see to it that the system runs. Whether the pain goes away is up to those who have felt it. Which of them could work alongside IT?",
          },
        ],
      },
    },
  });
