import { CHALLENGER } from "./challenger.ts";
import { writeTemplate } from "./write-template.ts";

export const challengerEnglish = () =>
  writeTemplate(CHALLENGER, {
    locale: "en",
    name: "Challenger",
    description:
      "Teach, tailor and take control, written as things that become true of the buyer: from a challenge they recognise to a new way that they want before any product is named. It suits larger sales with several people deciding, where the toughest competitor is the way things have always been done and you have an insight worth teaching.",

    stages: {
      teach_reframe: {
        name: "Teach: warmer and reframe",
        guidance:
          "Start with a challenge that companies like theirs know well, and let the buyer correct you until it is theirs. Then turn it round: show the cause or the risk that nobody there has been looking at. You are on first base when they say it back in their own words.\n\nBring a point of view, not a questionnaire or a company presentation. “Yes, exactly” means that you taught them nothing; “I hadn't thought of it that way” is what you are after. If nothing surprises them, find a better insight before you go back.",
      },
      teach_impact: {
        name: "Teach: rational drowning and emotional impact",
        guidance:
          "Let the weight of it be felt, first in figures and then in people. The buyer does the sum with their own numbers and tells you about a day when it went wrong there. By the end, carrying on looks riskier than changing.\n\nWatch who goes and digs up the figures and pulls in a colleague: there is your mobiliser, and often it is the sceptic. The friendly contact who likes everything rarely moves anybody. Do not offer relief yet; people who feel no discomfort change nothing.",
      },
      teach_new_way: {
        name: "Teach: a new way",
        guidance:
          "The buyer should want the new way before anybody has named a product. On second base they can tell you what they would do differently and what that takes, and whoever decides is ready to leave the old way behind.\n\nTalk about how the best companies work, not about how your system works. The buyer writes the list of what it takes, even if it was you who taught them what belongs on it. A wish to see “what you've got” is a sign that the new way is not sold yet.",
      },
      take_control: {
        name: "Tailor and take control",
        guidance:
          "On third base the buyer is able to buy. Bring up money and terms yourself, now, while there is no offer to haggle over. Agree the road to a decision too: they may be buying this for the first time, and you have seen it done often.\n\nTaking control means saying the awkward thing politely and standing by it. It is not pushing. Let each person with a say find a reason of their own: a group with nothing in common but your summary ends up with the cheapest, or with nothing.",
      },
      your_solution: {
        name: "Your solution",
        guidance:
          "Now your solution has its turn, point by point against the buyer's own list. Linger where the new way calls for something that you do and others don't: a good reframe was leading here all along.\n\nLet the mobiliser present a part, and leave out what nobody needs. When the talk turns to price alone, go back to the cost that they counted, not to a discount. If people start to dispute the problem itself, somebody was never taken through it: move the deal back.",
      },
      signature: {
        name: "Signature",
        guidance:
          "Hold your course to the last signature. Purchasing and legal never heard how it all began, so give your mobiliser the words to defend it. Trade concessions, never give them away: know beforehand what you will ask for in return.\n\nSilence is the danger here, so give every open point a name and a day. Hand the list, the cost and the new way to delivery as the buyer described them, so that what was promised is what gets measured.",
      },
    },

    criteria: {
      challenge_recognised: {
        name: "Warmer: the buyer recognised the challenge as their own",
        questions: [
          "Companies in your line of business keep telling us about these three headaches. Which would you put first?",
          "What have I got wrong about your situation?",
          "How does that show in an ordinary week here?",
        ],
        objections: [
          {
            objection: "What can you possibly know about our business?",
            response:
              "Less than you do, that's certain. What I do have is a view across companies that fight the same battle, and you will see in five minutes where it doesn't hold for you. Which part of it sounds least like you?",
          },
          {
            objection: "Just tell us what you sell.",
            response:
              "In one sentence, gladly. But I came with something that companies like yours usually find out too late. Give me ten minutes for that, and then you decide whether the rest is worth hearing. Is that fair?",
          },
        ],
      },
      reframe_accepted: {
        name: "Reframe: the buyer described in their own words a problem they had overlooked",
        questions: [
          "How would you explain this to a colleague who wasn't here?",
          "What did you think the cause was before today?",
          "Which part of this has nobody here been keeping an eye on?",
          "Where do you find it in your own figures, or in something that happened last year?",
        ],
        objections: [
          {
            objection: "That may be so elsewhere, but we are different.",
            response:
              "You may be, and I would like to know how. If it didn't apply to you, what would we see in your own data? Let's look there first. If you are right, I have learned something and it has cost you ten minutes.",
          },
          {
            objection: "We know all this already.",
            response:
              "Then you are ahead of most. What have you changed because of it? If the honest answer is not much, what makes it so hard to act on something that you know?",
          },
        ],
      },
      cost_of_problem: {
        name: "Rational drowning: the buyer worked out what the problem costs them",
        questions: [
          "If you put your own numbers into this calculation, what comes out?",
          "Which figures would prove me wrong, and who has them?",
          "Which line of the sum is the biggest, and how sure are you of it?",
          "What does the total grow to if you carry on like this for three years?",
        ],
        objections: [
          {
            objection: "Those figures come from other companies.",
            response:
              "They do, and they are only there to be crossed out. Write your own beside them, line by line, and where you are unsure take the lower one. What does the total say then?",
          },
          {
            objection: "That's a lot of work just to prove a point.",
            response:
              "It is an afternoon, if we begin with the two lines that matter most. If those two come to little, we stop, and neither of us spends another hour on it. Who could dig them out for us?",
          },
        ],
      },
      personal_stake: {
        name: "Emotional impact: the buyer told us how the problem has hit them or their own people",
        questions: [
          "Who had to stay late the last time this came up?",
          "When did you last have to answer for this, and to whom?",
          "What would you get round to if this were off your desk?",
        ],
        objections: [
          {
            objection: "There's nothing personal about it, it's business.",
            response:
              "Fair enough, I won't pry. I ask because figures on their own seldom change anything: somebody has to be fed up with it. Who in your company is?",
          },
          {
            objection: "We've got used to it.",
            response:
              "People do, and that is what makes it dangerous. Think of the last person who joined you: what did they find odd in their first month, before they got used to it too?",
          },
        ],
      },
      compelling_reason: {
        name: "Doing nothing ruled out: the buyer said why the change has to start now",
        questions: [
          "What can you no longer put right if you start a year later?",
          "Which of your plans falls over if this stays as it is?",
          "If you decided to do nothing, who would have to be told, and what would they say?",
          "What stopped you the last time you tried, and what is different now?",
        ],
        objections: [
          {
            objection: "We've got bigger things on our plate.",
            response:
              "Then this has to earn its place. Which of those bigger things gets slower or dearer while this goes on? If none of them does, put us at the back of the queue, and I will tell my own boss the same.",
          },
          {
            objection: "We've done it this way for twenty years.",
            response:
              "And it has served you well, or you wouldn't have kept it. What has changed around you in the last two: customers, staff, rules, margins? If nothing has, stay with it.",
          },
        ],
      },
      mobiliser: {
        name: "Mobiliser: one of the buyer's own people has got colleagues behind the change",
        questions: [
          "Whom have you talked to about this since we last met, and what did they make of it?",
          "Who will argue against it, and what will you say to them?",
          "When something was last changed here against resistance, who saw it through?",
          "You weren't at our first meeting: what did your colleague say that made you join us?",
        ],
        objections: [
          {
            objection: "I'm all for it, but I'm not sticking my neck out.",
            response:
              "I understand, and nobody should do it alone. Who else sees it as you do? When two of you put the same figures on the table, it stops being your neck and becomes your company's question.",
          },
          {
            objection: "It's best if you present it to them yourself.",
            response:
              "I will gladly be there. But in me they hear a supplier, and in you a colleague. You take the first five minutes with your own figures, and I take the hard questions. Shall we rehearse it together first?",
          },
        ],
      },
      new_way: {
        name: "A new way: the buyer wants to work differently, before any product is named",
        questions: [
          "Leave the suppliers out of it: how should this be done here two years from now?",
          "What would you stop doing, and who would do what instead?",
          "If you could have only one part of the new way, which would you take?",
          "Would you go this way even if you had to do it without us?",
        ],
        objections: [
          {
            objection: "Fine in theory, but it won't work with our people.",
            response:
              "That is the right thing to worry about. Take the team where it would be easiest: what would they have to do differently on a Monday morning, and whom do they listen to? Let's think it through for that one team.",
          },
          {
            objection: "So which of your products does this?",
            response:
              "I'll come to that, I promise. First I want to know whether you would go this way at all, because if not, nothing I have will help you. What still holds you back?",
          },
        ],
      },
      need: {
        name: "Need: the buyer has put in writing what the new way requires",
        questions: [
          "What has to be in place for the new way to work from the first day?",
          "Which of these would you turn a supplier down for?",
          "What do you already have that the new way can build on?",
        ],
        objections: [
          {
            objection: "We already have a list of requirements.",
            response:
              "Good, let's start from it. As it was written with the old way in mind: which lines still hold, which fall away, and what is missing now that you look at the problem differently?",
          },
          {
            objection: "Everything on the list matters equally.",
            response:
              "Then whoever ticks the most boxes for the least money wins, and that need not be the one who solves it. If you had to cross out half, what would be left standing?",
          },
        ],
      },
      decision_maker: {
        name: "The decision maker has told us that the old way has to end",
        questions: [
          "Whose word settles it when the rest of you disagree?",
          "What did the person who decides say when they saw the figure you worked out?",
          "You have the last word on this: what are you ready to give up so that it changes?",
        ],
        objections: [
          {
            objection: "Our managing director doesn't see suppliers.",
            response:
              "I can well understand that. This wouldn't be a supplier's visit: it is a figure that your own team has worked out, and a choice that only the managing director can make. Could the two of us have a quarter of an hour, and you open?",
          },
          {
            objection: "I've been given a free hand to decide this.",
            response:
              "That makes it simple. The last time you had one, did anybody still want a look before it was final? If so, let's hear them now, while it costs nothing to change course.",
          },
        ],
      },
      tailored: {
        name: "Tailor: each person with a say has named the gain in their own job",
        questions: [
          "Finance, IT, those who will work with it: what does each of them stand to gain or lose?",
          "Who has only heard about this second-hand so far?",
          "Which of your own targets for this year does it move?",
        ],
        objections: [
          {
            objection: "You don't need to see everybody. I'll pass it on.",
            response:
              "You could, but then you would be answering questions that aren't yours to answer. A short word with each of them, and you know beforehand who stands where. Whom should we hear first?",
          },
          {
            objection: "For us in IT this only means more work.",
            response:
              "To begin with it does, and I won't talk that away. What do your people do today that you would rather they never had to do again? If this eases none of it, I want that said out loud before the others decide.",
          },
        ],
      },
      funds: {
        name: "Take control: the buyer knows the price range and terms, and has found the money",
        questions: [
          "I would rather talk about money now than at the end. What sum did you have in mind when you saw what the problem costs?",
          "Whose budget would pay for it, and what would have to wait?",
          "Which of our usual terms would give you trouble: length, payment, liability?",
          "Above which sum does it have to go to somebody else for approval?",
        ],
        objections: [
          {
            objection: "It's far too early to talk about money.",
            response:
              "I see why you say so, and I would still rather do it now. If the range is out of reach, your people will have spent weeks on this for nothing. Shall I name it, and you tell me whether we go on?",
          },
          {
            objection: "You'll have to move on your terms before we go any further.",
            response:
              "Perhaps we can. Which term is it about, and what lies behind it? I'm happy to move where both of us gain by it, but not just to be let in at the door.",
          },
        ],
      },
      decision_process: {
        name: "Take control: the buyer agreed on the steps and dates to a decision",
        questions: [
          "Have you bought anything of this kind before, and where did it get stuck?",
          "If I show you the route that others took, what would you cross out and what would you add?",
          "What has to be ready before it comes up for decision, and which day is that?",
          "When do purchasing and legal come in, and could it be sooner?",
        ],
        objections: [
          {
            objection: "How we decide is our own business.",
            response:
              "It is, and I won't meddle. But I have watched purchases like this stall, nearly always on a step that nobody had thought of. Let me name the usual three, and you tell me which of them could catch you.",
          },
          {
            objection: "It will go out to tender. You'll get the documents.",
            response:
              "That's your right. Before they are written: which points of your list must be in there, so that you don't end up buying the old way at a lower price? I would rather lose on the right list than win on the wrong one.",
          },
        ],
      },
      solution_fits: {
        name: "Your solution: the buyer confirmed that it makes the new way work",
        questions: [
          "Go down your own list: where are you convinced, and where not yet?",
          "Which part of this could you not get from anybody else?",
          "Where will the new way pinch in the first three months, and does this help there?",
          "When a colleague asks why it should be us, what will you answer?",
        ],
        objections: [
          {
            objection: "Another supplier says they can do all this too.",
            response:
              "Then have each of us show you the point on your list that is hardest to do, with your own material. Which point would that be? Whoever manages it deserves the order.",
          },
          {
            objection: "Couldn't we start with something smaller?",
            response:
              "Gladly, as long as it is the new way on a small scale and not the old one in new clothes. What is the smallest piece that would move the figure you worked out?",
          },
        ],
      },
      agreement_signed: {
        name: "Agreement signed by both sides",
        questions: [
          "What could still come between today and the signature?",
          "Whose name goes under it on your side, and who steps in if they are away?",
          "Which of the open points are yours, which are ours, and by which day is each of them closed?",
        ],
        objections: [
          {
            objection: "Without fifteen per cent off I can't get this through.",
            response:
              "I hear you. Who is asking for it, and what has changed since we agreed on the range? If there is less money, let's see which part of the list can wait. I don't want to cut the price and have you pay for it in the result.",
          },
          {
            objection: "Our new finance director wants to look at it all again.",
            response:
              "In that chair I would too. Let's show what convinced you, in the same order: what had been overlooked, what it costs, how you want to work instead. Could you and I get half an hour this week?",
          },
        ],
      },
    },
  });
