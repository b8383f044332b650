import { MEDDPICC } from "./meddpicc.ts";
import { writeTemplate } from "./write-template.ts";

export const meddpiccEnglish = () =>
  writeTemplate(MEDDPICC, {
    locale: "en",
    name: "MEDDPICC: enterprise sales",
    description:
      "Six stages that take the letters of MEDDPICC in the order in which a large buyer can answer them, from the pain to the signatures. For enterprise sales with many people deciding, rivals in the race, and procurement and legal between a yes and a contract.",

    stages: {
      pain: {
        name: "Pain and need",
        guidance:
          "You are here when somebody in a large organisation has agreed to look into a problem with you. Follow it from desk to desk: a pain that stays in one department seldom pays for an enterprise purchase, while one that spoils the next department's results often does.\n\nAsk what it leads to and let them say it. Leave your product in the bag. And don't mistake a tender that drops into your inbox for a deal: somebody else has usually helped to write it.",
      },
      case_for_change: {
        name: "Case for change",
        guidance:
          "The pain is known. Now it needs a price, a date, and a person who carries it on after you have left the building. Test your champion with a request that costs them a little: a figure from finance, an introduction, a warning in time.\n\nA friendly contact who gives you coffee but no access is not a champion. Do the sums together, in the buyer's own spreadsheet, because a calculation with your logo on it convinces nobody.",
      },
      mandate: {
        name: "Economic buyer and money",
        guidance:
          "You get here once your champion can take the case to the person who controls the money. Hear first-hand what solving the problem is worth, where else the money could go, and what result they want to see.\n\nTalk about results and risks, not features, and keep it short. If the door stays shut month after month, your champion is weaker than you thought: find another way in, or stop burning your own company's hours.",
      },
      rules_of_purchase: {
        name: "Rules of the purchase",
        guidance:
          "Before an offer eats up weeks, learn the rules: how alternatives are compared, whom you are up against, who approves in which order, and what the contract goes through after that. Draw it all as one plan with dates and let the buyer correct it.\n\nGet to know procurement and legal now, while nothing is at stake. Don't bank on them being quick for once: a deal that is won in June and still in supplier checks in September was never a June deal.",
      },
      offer: {
        name: "Offer and selection",
        guidance:
          "Your offer answers the written criteria one by one, in the buyer's order and with the buyer's figures. Go through it with your champion before it goes in, so that they can defend it in rooms that you will never enter.\n\nSecure your place before you talk about discounts: whatever you give away now is where procurement will start from later. If a new approver or a new criterion turns up, go back to the rules instead of rewriting the offer.",
      },
      contract: {
        name: "Contract and signatures",
        guidance:
          "You have been chosen, and now the deal is with people who don't feel the pain: lawyers, security, procurement. Walk through the plan with your champion every week, know on whose desk each paper lies, and untie one knot at a time.\n\nDon't give way point by point; collect what is open and settle it as one package. Leave procurement something to show for its work. And promise your own management no date that the buyer's signatory hasn't confirmed.",
      },
    },

    criteria: {
      identify_pain: {
        name: "Pain: the manager whom it hurts has described the problem and what it leads to",
        questions: [
          "What made you start looking into this in the first place?",
          "When it goes wrong, on whose desk does it land the next morning?",
          "Which other departments have to work around it?",
          "If it carries on like this, what does it do to the results you answer for?",
        ],
        objections: [
          {
            objection: "We've lived with this for years.",
            response:
              "And you have clearly learnt to cope. What does coping take: extra hands, overtime, customers kept waiting? If the answer is “not much”, this isn't worth a project, and I'd rather hear that now.",
          },
          {
            objection: "Head office decides what gets fixed.",
            response:
              "Then let's make it easy for head office. They see a figure in a report; you see what is behind it. What should they know that the report doesn't tell them? And who there would care?",
          },
        ],
      },
      need: {
        name: "Need: the units concerned have agreed on what has to work differently",
        questions: [
          "Once this is sorted out, what will people no longer have to do on an ordinary Tuesday?",
          "Which units have to change the way they work, and who speaks for each of them?",
          "Where do the units want different things, and who settles it?",
          "Which systems and rules does it have to live with, because nobody is going to change them for this?",
        ],
        objections: [
          {
            objection: "Every country does it its own way. They'll never agree.",
            response:
              "They may not have to, on everything. What must be the same everywhere for the group to gain, and what can stay local? Let's begin with the short list that all of them share. Who would be able to write it?",
          },
          {
            objection: "It'll all be in the tender documents.",
            response:
              "No doubt, and by then it will be hard to change. Who is writing them, and what are the users afraid will be missing? Better to put it right now than in clarification question forty-three.",
          },
        ],
      },
      champion: {
        name: "Champion: somebody with influence has pushed our case when we were not in the room",
        questions: [
          "What would it mean for you personally if this succeeded, and what if it failed?",
          "When you last wanted something changed around here, how did you get it through?",
          "Who is against this, and what have you said to them so far?",
          "Could you get us half an hour with the person whose budget would pay for it?",
        ],
        objections: [
          {
            objection: "I'm on your side, but I can't be seen to favour one supplier.",
            response:
              "You shouldn't have to. Don't speak for us, speak for the problem and the figures: those are yours. What do you need from me to make the case without our name on it?",
          },
          {
            objection: "Leave it with me. I'll handle it internally.",
            response:
              "Thank you, I appreciate it. Let's run through it once with me playing your finance director, so that the awkward questions come from me first. And in which of those conversations would it help you to have me there?",
          },
        ],
      },
      metrics: {
        name: "Metrics: the buyer's own figures show what the pain costs and what change would bring",
        questions: [
          "Which figure that you report would move if the problem went away, and from what to what?",
          "Whose figure is it, and do they stand behind the calculation?",
          "What have we left out that would make it look better, or worse?",
          "Which part of the gain would your finance people count as money, and which as hours on paper?",
        ],
        objections: [
          {
            objection: "Send us your ROI calculator.",
            response:
              "You can have it, but finance has seen a hundred of them and believes none. Give me three figures of your own: the volume, the time it takes and the price of one error. That makes a calculation you can defend, because what goes into it is yours.",
          },
          {
            objection: "Finance doesn't accept working time as a saving.",
            response:
              "Often with good reason, since an hour saved seldom leaves the payroll. Let's take the hours out and see what remains: penalties, overtime, agency staff, lost orders. If the case stands on those alone, it stands.",
          },
        ],
      },
      compelling_event: {
        name: "Compelling event: the buyer has named a deadline and the price of missing it",
        questions: [
          "What is in your calendar that won't budge: a contract running out, a new regulation, a launch?",
          "Who set that date, and what have they promised, to whom?",
          "If you were three months late, what would it cost and who would have to explain it?",
          "Counting back from that day, when does the work have to begin?",
        ],
        objections: [
          {
            objection: "That date isn't carved in stone.",
            response:
              "They seldom are. The last time it moved, who moved it, and what did that cost? If it can slip without anybody noticing, let's find what really drives the timing. If nothing does, we'll do this later and spare us both the effort.",
          },
          {
            objection: "There are other projects ahead of this one.",
            response:
              "That makes sense. Who decides the order of the queue, and on what grounds? If the price of the problem per month moves this up, let's take the figure to whoever draws up the list. If it doesn't, give me a rough idea of when its turn will come.",
          },
        ],
      },
      economic_buyer: {
        name: "Economic buyer: whoever can release the money has confirmed the pain and the figures",
        questions: [
          "Who can say yes after everybody else has said no, and whose no can't be overruled?",
          "Of everything on your list for this year, where does this come?",
          "What result would make you say a year from now that the money was well spent?",
          "What would make you stop this, even with your own people in favour?",
        ],
        objections: [
          {
            objection: "The director only comes in at the end, to sign.",
            response:
              "That is usually the plan, and then the director asks something that nobody has prepared for. Twenty minutes now, no product, just one thing: is the problem big enough, and are the figures right? You present them, I listen. How could we arrange that in the way that is easiest for you?",
          },
          {
            objection: "My people are dealing with it. I'll follow their recommendation.",
            response:
              "They know it best, and I'll work with them. Two things only you know: what else the money is needed for, and what result you want to be able to show. May I ask you about those before they put more time into this?",
          },
        ],
      },
      funds: {
        name: "Funds: the buyer has named the budget that pays, and our price range fits into it",
        questions: [
          "Which budget would this come out of, and how much is left in it?",
          "Is it an investment or a running cost in your books, and which of the two gets through more easily?",
          "Up to what sum can the division decide for itself, and where does it go above that?",
          "When is next year's budget closed, and what has to be in it by then?",
        ],
        objections: [
          {
            objection: "This year's budget round is over.",
            response:
              "Then there are two ways: money that some unit is not going to use, or a place in the next round. Who can tell us which is realistic? If it is the next round, let's have the figures ready before it opens and not after it has closed.",
          },
          {
            objection: "Procurement doesn't want us to talk about sums.",
            response:
              "I'm not asking for your ceiling. I can tell you what groups like yours have paid, and all I ask is whether somebody here can approve such a sum. If not, we would spend months on something that nobody can buy.",
          },
        ],
      },
      decision_criteria: {
        name: "Decision criteria: the buyer has put in writing what is compared and what weighs most",
        questions: [
          "What do the alternatives get points for, and how are the points divided?",
          "Which requirement knocks a supplier out at once?",
          "From whose pen is each criterion, and which one matters most to the person who pays?",
          "If two suppliers come out level, what settles it?",
        ],
        objections: [
          {
            objection: "Price decides, as always.",
            response:
              "Between equals it should. What share of the points is price, and over how many years do you count it? If the problem costs what you worked out, the cheapest offer that solves half of it may be the dearest of all. Where in the comparison would that show?",
          },
          {
            objection: "All bidders get the same information at the same time.",
            response:
              "So they should, and I'm not asking for a head start. I would only like to know which requirements come from a real need and which were copied from the last tender. Tell everybody, and you'll get better offers from all of us.",
          },
        ],
      },
      competition: {
        name: "Competition: we know the alternatives, doing nothing included, and where each beats us",
        questions: [
          "Who else are you talking to, and who in the house is in favour of them?",
          "What would you do if none of the suppliers won this?",
          "Does anybody think you should build it yourselves, and what speaks for that?",
          "Suppose we lose. What will the reason have been?",
        ],
        objections: [
          {
            objection: "We can't tell you who else is bidding.",
            response:
              "Understood, I don't need names. What kinds of solution are you comparing, and is carrying on as you are one of them? Then I know what I have to be clear about, and you get an offer that can really be compared with the rest.",
          },
          {
            objection: "We've been with the same supplier for ten years.",
            response:
              "Then they know you better than I do, and changing has its price. What would they have to do for you to stay, and have you asked them to? If they can, stay. If you have asked before and nothing happened, why would it be different this time?",
          },
          {
            objection: "Our own IT can build this.",
            response:
              "I'm sure they can. What will they leave undone meanwhile, and who looks after it when the people who wrote it have moved on? Put their estimate on the same sheet as ours, with five years of upkeep, and let's look at it together.",
          },
        ],
      },
      decision_process: {
        name: "Decision process: the buyer has confirmed who approves what, in which order and when",
        questions: [
          "Who recommends, who approves, and who merely has to be told?",
          "Which management team or board does this go through, and when do they next meet?",
          "How did your last purchase of this size get from recommendation to approval?",
          "What has to be on the table at each meeting so that it isn't put off to the next one?",
        ],
        objections: [
          {
            objection: "It depends. It goes differently every time.",
            response:
              "It often does in big companies. Take the last one of this size: who had to approve it, and where did it get stuck? Let's make a rough plan out of that, and you show it to somebody who knows. Two mistakes are better than a blank page.",
          },
          {
            objection: "The steering group will take it up when they have time.",
            response:
              "Then it competes with everything else on their agenda. Who puts the agenda together, and by when do they need the material? If it is ready for the right meeting, we have a slot and not just a hope.",
          },
        ],
      },
      paper_process: {
        name: "Paper process: procurement and legal have confirmed their steps, papers and lead times",
        questions: [
          "Once we have been chosen, across which desks does the contract travel before it is signed?",
          "Whose contract template do we start from, and which clauses are fought over every time?",
          "Which checks does a new supplier go through, such as security, data protection, credit and sanctions, and how long does each take?",
          "On whose desk in procurement will this land, and are they away at any point before the deadline?",
        ],
        objections: [
          {
            objection: "It's too early to drag legal into this.",
            response:
              "To negotiate, yes. I only want to know the queue: how long they take at the moment, and whose template is used. If the answer is eight weeks, your go-live date needs the papers there earlier than you would think. Whom could I ask without anybody having to start reading?",
          },
          {
            objection: "Procurement will be in touch when it's their turn.",
            response:
              "Fine. In my experience their turn comes when the rush is greatest. Could you introduce us for a quarter of an hour, about the steps and not the price? They are seldom asked in good time, and you get dates that you dare promise to your management.",
          },
          {
            objection: "You have to accept our standard terms as they stand.",
            response:
              "We'll gladly start from them. Let our lawyer read them now, while nothing depends on it, and you'll have our few remarks on one page. Which of the terms have suppliers managed to get changed?",
          },
        ],
      },
      selection: {
        name: "Selection: the buyer has chosen us and named the points still to be negotiated",
        questions: [
          "On which criteria did we win, and where did we only just scrape through?",
          "Has the person who pays said yes, or is this the evaluation team's recommendation so far?",
          "Have the other bidders been told?",
          "What is left to negotiate, and which of it could turn the choice round?",
        ],
        objections: [
          {
            objection: "You're on the shortlist, but we want a pilot first.",
            response:
              "A pilot is worth it if it decides something. Which doubt is it meant to remove, what result is enough, and what happens the day after? Let's write that on one page with whoever approves the money, and get going. Without it we would both just be practising.",
          },
          {
            objection: "Your offer is the best, but also the most expensive.",
            response:
              "Thank you for being straight with me. The points were given for what you wrote down yourselves, so what would you be ready to do without? If nothing, let's see what else can move: the phasing, the length of the contract, or what you do with your own people.",
          },
          {
            objection: "We're asking everybody for a best and final offer.",
            response:
              "You have every right to. What would you need to hear from us to make that round unnecessary? If you do hold it, I ask for one thing: that everybody bids for the same scope. Otherwise a lower price is merely less of everything.",
          },
        ],
      },
      terms_approved: {
        name: "Terms: the buyer's legal, security and procurement have approved the final wording",
        questions: [
          "Which points are still open, who holds each of them, and what do they need to let it go?",
          "Has security accepted our answers, or is something still waiting with them?",
          "Which of these points does the business really care about, and which are there out of habit?",
          "Who settles it if the lawyers can't agree, and can we have that person with us this week?",
        ],
        objections: [
          {
            objection: "Our lawyers insist on unlimited liability.",
            response:
              "I see why they ask. Hardly any insurance covers it, so on the day you needed the promise, it could turn out to be worth little. What damage are they most afraid of? Let's set the cap by that, and have the lawyers agree on it in one call instead of five rounds of comments.",
          },
          {
            objection: "Procurement needs another five per cent before they let it through.",
            response:
              "I know they are measured on it. Let's see what we can trade: payment up front, a longer commitment, a reference, a fixed volume. If there is nothing to be had in return, the price is the one your director approved, and I'll tell procurement so myself.",
          },
        ],
      },
      contract_signed: {
        name: "Signature: those with authority on both sides have signed the contract",
        questions: [
          "Who has authority to sign for a sum like this, one person alone or two together?",
          "Will they be at work then, and who signs in their place if not?",
          "How is it going to be signed, and can our own signatories get into that system?",
          "Does the first invoice need a purchase order number, and who issues it?",
        ],
        objections: [
          {
            objection: "Our signatory is travelling until the end of the month.",
            response:
              "Let's not leave it to luck. Can it be signed electronically on the road, or who has the authority meanwhile? We are keeping people free for the start you wanted, and that works as long as the contract is back by the day we put in the plan.",
          },
          {
            objection: "New group policy: all contracts now go past the CFO.",
            response:
              "Good that we know today. What does the CFO look at, and who takes it in? Let's provide one page with the figures and your director's approval on it, and not forty pages of contract.",
          },
        ],
      },
    },
  });
