import { MEDDIC } from "./meddic.ts";
import { writeTemplate } from "./write-template.ts";

export const meddicEnglish = () =>
  writeTemplate(MEDDIC, {
    locale: "en",
    name: "MEDDIC: complex B2B sales",
    description:
      "The six letters of MEDDIC in the order in which a complex sale earns them, from the pain to the signed agreement. It suits long sales of large sums, where several people on the buying side have a say and one of them controls the money.",

    stages: {
      pain: {
        name: "Pain",
        guidance:
          "Pain comes first because nothing else lasts without it. You are through this stage when somebody on the buying side has told you what goes wrong, whom it hits and what would have to change, and you could repeat it in their words.\n\nTalk to people at more than one level, since the pain of a single desk rarely moves a company. Keep your product in the bag. If you are the only one who calls it a problem, it isn't one yet.",
      },
      champion_and_metrics: {
        name: "Champion and metrics",
        guidance:
          "You leave here with an ally inside and a calculation. The ally becomes a champion only by doing something for you that takes effort or nerve: opening a door, sharing a figure, contradicting a colleague.\n\nDo the sums together, because a champion who can't defend the figures alone will lose them in the first budget round. Don't mistake a friendly contact for a champion. Plenty of people enjoy a visitor and have no say.",
      },
      authority: {
        name: "Economic buyer",
        guidance:
          "The economic buyer can find money that is in nobody's plan, and can stop a project that everybody else likes. Let the champion open the door, and walk in with the calculation.\n\nSpend the time finding out what this person wants to see, and leave out the product tour. If you are still kept away after several tries, the champion is probably weaker than you thought: go back and build a stronger case, or find a stronger champion.",
      },
      decision: {
        name: "Decision criteria and process",
        guidance:
          "Now find out how you will be judged and by which route. You are done when the criteria and the steps are on paper, the champion has corrected them and the economic buyer would recognise them.\n\nHelp to shape the list while it is still open: a point that matters to the buyer and that you meet best is worth more than any discount. If the list arrives finished and reads like a rival's brochure, ask whether you are there to make up the numbers.",
      },
      proof_and_offer: {
        name: "Proof and offer",
        guidance:
          "Proof first, price afterwards. Settle beforehand what counts as proof, who judges it and what follows if it succeeds, then work down the criteria from the top.\n\nThe offer should hold no surprises: the same pain, figures and steps, with a price beside them. Take it to the economic buyer together with the champion. A pilot without an agreed ending, or a price sent ahead to “get things moving”, puts you in the queue with everyone else.",
      },
      agreement: {
        name: "Agreement",
        guidance:
          "What is left is paperwork, and paperwork has stopped better deals than yours. Follow the steps that the buyer confirmed, ask after each on its date, and keep the champion and the economic buyer in the picture.\n\nWhen something slips, reach for the compelling event before the discount. If there is no such event, ask frankly what has changed. Tell delivery which figures the customer expects to see, because those will be checked.",
      },
    },

    criteria: {
      identify_pain: {
        name: "Identify pain: the buyer has named a problem that hurts and that we can solve",
        questions: [
          "What made you agree to talk about this at all?",
          "Who gets the complaints when it fails, and what do they do then?",
          "Which other departments feel it, and would they describe it the same way?",
          "How do people get round it at the moment, and how much does that bother them?",
        ],
        objections: [
          {
            objection: "It's a nuisance, but we get by.",
            response:
              "Many do, for years. What do you pay for getting by with: overtime, work done twice, customers kept waiting? If nobody minds, I would leave it alone in your place.",
          },
          {
            objection: "What are you actually selling? Get to the point.",
            response:
              "Fair. We deal with one particular kind of trouble, and I don't know yet whether you have it. Three questions will tell us both. If you haven't, we stop there and you get the rest of the time back.",
          },
        ],
      },
      need: {
        name: "Need: the buyer has said what must change for the pain to go away",
        questions: [
          "If we met a year after this was solved, what would you show me?",
          "What would your people no longer have to do?",
          "Which parts of today's way of working have to stay?",
          "What would be a half-solution that you came to regret?",
        ],
        objections: [
          {
            objection: "We're not sure yet what we want.",
            response:
              "Then it's a good moment to talk. Leave solutions aside for now: of the things you listed, which would you be rid of first, and what would tell you that it was gone?",
          },
          {
            objection: "Everybody here wants something different.",
            response:
              "They usually do, and it had better come out now than halfway through a project. Who wants what? If you get those who disagree most round one table, I will write down what they have in common.",
          },
        ],
      },
      champion: {
        name: "Champion: a person with influence and a stake in this has acted on our behalf",
        questions: [
          "What do you yourself win if this happens, and what do you lose if it doesn't?",
          "How will you explain it to your manager when I'm not in the room?",
          "Who will be against it, and what has brought that person round before?",
          "Could you get us half an hour with whoever owns the budget?",
        ],
        objections: [
          {
            objection: "I like it, but I don't want to stick my neck out.",
            response:
              "I'm not asking you to. What would you need to raise it safely: figures, a reference, somebody senior beside you? Let's put that together first, and then you judge whether it's worth raising.",
          },
          {
            objection: "I can't tell you what was said internally.",
            response:
              "Nor should you, if it's confidential. Tell me one thing only: if you were selling this, what would you do differently from me?",
          },
        ],
      },
      metrics: {
        name: "Metrics: cost of the pain and value of curing it, worked out from the buyer's figures",
        questions: [
          "Which figure in your monthly report would move first if this were put right?",
          "Where does that figure stand now, and where ought it to be?",
          "What is one point of improvement worth in money?",
          "Who has to agree with this sum before it can be used in front of management?",
        ],
        objections: [
          {
            objection: "Suppliers' savings calculations are fairy tales.",
            response:
              "Many of them are, so you hold the pen. Put in your own figures, halve the ones that you doubt, and we'll see what remains. If it still isn't worth doing, I'll be the first to say so.",
          },
          {
            objection: "That's not something we measure.",
            response:
              "Then let's take a sample. Pick one ordinary week and count the cases; ten of them will show us the size of it. Who could do that by the end of next week?",
          },
        ],
      },
      compelling_event: {
        name: "Compelling event: the buyer has named a date and what missing it would cost",
        questions: [
          "Is there a date by which this has to be in place?",
          "What happens on the day after, if you miss it?",
          "Who set that date, and has it been moved before?",
          "Counting back from there, when does the work have to begin?",
        ],
        objections: [
          {
            objection: "There's no date as such. The sooner the better.",
            response:
              "“The sooner the better” tends to lose to whatever has a deadline. Is anything coming up that this touches: a contract running out, a new site, an inspection, next year's plan? If there really is nothing, I'll reckon with a slower pace and not press you.",
          },
          {
            objection: "That deadline has been moved twice already.",
            response:
              "Then it may move a third time. What did the last delay cost, and who had to answer for it? If nobody did, let's not build the plan on that date.",
          },
        ],
      },
      economic_buyer: {
        name: "Economic buyer: whoever controls the money has told us what would justify spending it",
        questions: [
          "Who could approve this even though it is in nobody's plan?",
          "What have you turned down lately, and why?",
          "What would you have to see to be glad in two years' time that you said yes?",
          "How far up your own list is this?",
        ],
        objections: [
          {
            objection: "Our director doesn't see suppliers.",
            response:
              "I understand; most of them come to pitch. This would be twenty minutes on your own figures, and you would lead the conversation. What would your director want to get out of it? Or is it easier if our managing director rings yours?",
          },
          {
            objection: "I leave this to my team.",
            response:
              "Quite right, they know it best and have done the groundwork. Two things I can hear only from you: what result would be worth the money, and what would make you stop it? After that I'll leave you in peace.",
          },
        ],
      },
      funds: {
        name: "Funds: the economic buyer has confirmed where the money comes from",
        questions: [
          "Which budget would carry this, and whose is it?",
          "What would have to wait if you paid for this?",
          "Up to what sum can you approve it yourself, and what happens above that?",
          "Which gets through more easily here, an investment or a running cost?",
        ],
        objections: [
          {
            objection: "All spending is frozen until the new year.",
            response:
              "It happens. What has got through all the same, and what did it have to promise? If this earned its money back within twelve months, would it qualify?",
          },
          {
            objection: "We had a much smaller sum in mind.",
            response:
              "I'm glad that came up now. What was it based on? If it dates from before our calculation, it may deserve a second look. If it stands, let's find the part that gives you most for that money.",
          },
        ],
      },
      decision_criteria: {
        name: "Decision criteria: the buyer has confirmed them in writing and in order of importance",
        questions: [
          "When two suppliers look equally good, what do you compare?",
          "Which of these points would rule a supplier out at once?",
          "Who put this point on the list, and what lies behind it?",
          "If you could keep only three, which would they be?",
        ],
        objections: [
          {
            objection: "The tender is coming. Just answer that.",
            response:
              "Gladly. A tender is as good as the questions in it, and you will live with the outcome for years. May I show you what others in your position wish they had asked? You decide what goes in.",
          },
          {
            objection: "In the end it comes down to price.",
            response:
              "Price belongs on the list, and how far up depends on what a wrong choice would cost. Suppose two offers cost the same: what do you look at next? Those are the points that I'd like to see on paper.",
          },
        ],
      },
      decision_process: {
        name: "Decision process: the buyer has confirmed steps, names and dates up to the signature",
        questions: [
          "Which route did your last purchase of this size take through the company?",
          "Which groups have to deal with it, when do they sit, and when must the papers be in?",
          "Whose approval usually takes longest, and can it be started early?",
          "Shall we write the steps down as one plan, with a name and a date for each?",
        ],
        objections: [
          {
            objection: "It's simple: I decide.",
            response:
              "All the better. For my own planning, then: once you have decided, who looks at the agreement before it is binding? Somebody usually turns up, and I'd like to have their questions answered in advance.",
          },
          {
            objection: "I don't really know how that works here.",
            response:
              "An honest answer, and you're not the only one. Who steered the last big purchase through? A quarter of an hour with that person will save us both a month.",
          },
        ],
      },
      proof: {
        name: "Proof: the buyer has found every must-have criterion met",
        questions: [
          "What would be proof enough for the most sceptical of you?",
          "Who judges the result, and against which figures?",
          "If it passes, what is the very next step?",
          "Which of the criteria do you still have doubts about?",
        ],
        objections: [
          {
            objection: "We'd like a free trial first.",
            response:
              "A trial can be a good idea. Let's settle first what it is meant to show, who looks after it on your side, and what you will do if it shows exactly that. Otherwise it peters out and neither of us is any the wiser.",
          },
          {
            objection: "Nobody in our industry uses you.",
            response:
              "That may be so. Which of your criteria are special to the industry? For those, the proof has to come from us. For the rest, talk to a customer of ours who had the same problem in another line of business.",
          },
        ],
      },
      offer_accepted: {
        name: "Offer: the economic buyer has accepted scope, price and terms",
        questions: [
          "Is there anything in the offer that you didn't expect to find?",
          "Does the calculation still hold with this price in it?",
          "Which term would you strike out, and what troubles you about it?",
          "Can I take it that scope, price and terms are settled?",
        ],
        objections: [
          {
            objection: "Just give us your best price straight away.",
            response:
              "This is the price of what we agreed. I could have added something in order to give it away again, but then you would wonder where else there was padding. If the sum doesn't fit the budget, let's see in which order you take things into use.",
          },
          {
            objection: "Another supplier has come in at the last minute.",
            response:
              "That happens when the sum becomes real. Who asked them in, and what are you hoping to find there? I suggest that they go through the same criteria and the same proof as we did. If they come through, it's a fair contest.",
          },
        ],
      },
      agreement_signed: {
        name: "Agreement signed by both sides",
        questions: [
          "Is the agreement on the signatory's desk, and have they asked anything about it?",
          "Which step of our plan is left before the signature, and is it on time?",
          "Who stands in if the signatory is away?",
        ],
        objections: [
          {
            objection: "We have a reorganisation coming. Let's see after that.",
            response:
              "I understand the caution. Will the problem go in the reorganisation, or only change owners? If it stays, let's ask your director whether to sign now and set the start for when things have settled.",
          },
          {
            objection: "We use our own contract template.",
            response:
              "That's fine, as long as it says what we agreed. Let me have it today, and you will get a short list of differences back instead of a new contract.",
          },
        ],
      },
    },
  });
