/**
 * @file The words of the micro-world, Chinese and English side by side. A pair is [Chinese, English].
 * The facts are simple on purpose; those about people and the colours of things are invented.
 */

import type { Language } from './types.ts';

export type Pair = readonly [zh: string, en: string];

export function inLanguage([zh, en]: Pair, language: Language): string {
  return language === 'zh' ? zh : en;
}

export const FOODS = {
  fish: ['鱼', 'fish'],
  grass: ['草', 'grass'],
  meat: ['肉', 'meat'],
  bones: ['骨头', 'bones'],
  bamboo: ['竹子', 'bamboo'],
  bananas: ['香蕉', 'bananas'],
  insects: ['虫子', 'insects'],
  leaves: ['树叶', 'leaves'],
  nuts: ['坚果', 'nuts'],
  carrots: ['萝卜', 'carrots'],
  corn: ['玉米', 'corn'],
  honey: ['花蜜', 'honey'],
  rice: ['大米', 'rice'],
  mice: ['老鼠', 'mice'],
  shrimp: ['小虾', 'shrimp'],
} as const satisfies Record<string, Pair>;

export const HOMES = {
  forest: ['森林', 'forest'],
  grassland: ['草原', 'grassland'],
  cave: ['山洞', 'cave'],
  river: ['河里', 'river'],
  sea: ['大海', 'sea'],
  pond: ['池塘', 'pond'],
  tree: ['树上', 'tree'],
  desert: ['沙漠', 'desert'],
  snow: ['雪地', 'snow'],
  field: ['田野', 'field'],
  farm: ['农场', 'farm'],
  house: ['屋里', 'house'],
  mountain: ['高山', 'mountain'],
  swamp: ['沼泽', 'swamp'],
} as const satisfies Record<string, Pair>;

type FoodKey = keyof typeof FOODS;
type HomeKey = keyof typeof HOMES;

/** Name, food, home, and the sound where people have a word for it. */
export const ANIMALS: readonly (readonly [Pair, FoodKey, HomeKey, Pair?])[] = [
  [['猫', 'cat'], 'fish', 'house', ['喵喵', 'meow']],
  [['狗', 'dog'], 'bones', 'house', ['汪汪', 'woof']],
  [['牛', 'cow'], 'grass', 'farm', ['哞哞', 'moo']],
  [['羊', 'sheep'], 'grass', 'grassland', ['咩咩', 'baa']],
  [['猪', 'pig'], 'corn', 'farm', ['哼哼', 'oink']],
  [['鸡', 'hen'], 'rice', 'farm', ['咯咯', 'cluck']],
  [['鸭', 'duck'], 'shrimp', 'pond', ['嘎嘎', 'quack']],
  [['青蛙', 'frog'], 'insects', 'pond', ['呱呱', 'ribbit']],
  [['蜜蜂', 'bee'], 'honey', 'tree', ['嗡嗡', 'buzz']],
  [['马', 'horse'], 'grass', 'grassland', ['咴咴', 'neigh']],
  [['狮子', 'lion'], 'meat', 'grassland', ['吼吼', 'roar']],
  [['狼', 'wolf'], 'meat', 'mountain', ['嗷嗷', 'howl']],
  [['蛇', 'snake'], 'mice', 'cave', ['嘶嘶', 'hiss']],
  [['鸽子', 'pigeon'], 'rice', 'house', ['咕咕', 'coo']],
  [['鼠兔', 'pika'], 'grass', 'mountain', ['吱吱', 'squeak']],
  [['乌鸦', 'crow'], 'insects', 'tree', ['哑哑', 'caw']],
  [['熊猫', 'panda'], 'bamboo', 'forest'],
  [['猴子', 'monkey'], 'bananas', 'forest'],
  [['兔子', 'rabbit'], 'carrots', 'field'],
  [['松鼠', 'squirrel'], 'nuts', 'tree'],
  [['老虎', 'tiger'], 'meat', 'forest'],
  [['大象', 'elephant'], 'leaves', 'grassland'],
  [['骆驼', 'camel'], 'grass', 'desert'],
  [['企鹅', 'penguin'], 'fish', 'snow'],
  [['鲸', 'whale'], 'shrimp', 'sea'],
  [['海豚', 'dolphin'], 'fish', 'sea'],
  [['鳄', 'crocodile'], 'fish', 'swamp'],
  [['蝙蝠', 'bat'], 'insects', 'cave'],
  [['熊', 'bear'], 'fish', 'cave'],
  [['狐', 'fox'], 'mice', 'forest'],
  [['鹿', 'deer'], 'leaves', 'forest'],
  [['鹰', 'eagle'], 'mice', 'mountain'],
  [['海龟', 'turtle'], 'shrimp', 'sea'],
  [['河马', 'hippo'], 'grass', 'river'],
  [['水獭', 'otter'], 'fish', 'river'],
  [['蝴蝶', 'butterfly'], 'honey', 'field'],
  [['蜥蜴', 'lizard'], 'insects', 'desert'],
  [['豹', 'leopard'], 'meat', 'tree'],
  [['鹦鹉', 'parrot'], 'nuts', 'forest'],
  [['仓鼠', 'hamster'], 'corn', 'field'],
];

export const CONTINENTS = {
  asia: ['亚洲', 'Asia'],
  europe: ['欧洲', 'Europe'],
  africa: ['非洲', 'Africa'],
  northAmerica: ['北美洲', 'North America'],
  southAmerica: ['南美洲', 'South America'],
} as const satisfies Record<string, Pair>;
type ContinentKey = keyof typeof CONTINENTS;

/** Country, capital, continent. */
export const COUNTRIES: readonly (readonly [Pair, Pair, ContinentKey])[] = [
  [['中国', 'China'], ['北京', 'Beijing'], 'asia'],
  [['日本', 'Japan'], ['东京', 'Tokyo'], 'asia'],
  [['韩国', 'Korea'], ['首尔', 'Seoul'], 'asia'],
  [['泰国', 'Thailand'], ['曼谷', 'Bangkok'], 'asia'],
  [['越南', 'Vietnam'], ['河内', 'Hanoi'], 'asia'],
  [['伊拉克', 'Iraq'], ['巴格达', 'Baghdad'], 'asia'],
  [['约旦', 'Jordan'], ['安曼', 'Amman'], 'asia'],
  [['伊朗', 'Iran'], ['德黑兰', 'Tehran'], 'asia'],
  [['法国', 'France'], ['巴黎', 'Paris'], 'europe'],
  [['英国', 'England'], ['伦敦', 'London'], 'europe'],
  [['德国', 'Germany'], ['柏林', 'Berlin'], 'europe'],
  [['意大利', 'Italy'], ['罗马', 'Rome'], 'europe'],
  [['西班牙', 'Spain'], ['马德里', 'Madrid'], 'europe'],
  [['俄国', 'Russia'], ['莫斯科', 'Moscow'], 'europe'],
  [['希腊', 'Greece'], ['雅典', 'Athens'], 'europe'],
  [['波兰', 'Poland'], ['华沙', 'Warsaw'], 'europe'],
  [['挪威', 'Norway'], ['奥斯陆', 'Oslo'], 'europe'],
  [['埃及', 'Egypt'], ['开罗', 'Cairo'], 'africa'],
  [['肯尼亚', 'Kenya'], ['内罗毕', 'Nairobi'], 'africa'],
  [['加纳', 'Ghana'], ['阿克拉', 'Accra'], 'africa'],
  [['美国', 'America'], ['华盛顿', 'Washington'], 'northAmerica'],
  [['加拿大', 'Canada'], ['渥太华', 'Ottawa'], 'northAmerica'],
  [['古巴', 'Cuba'], ['哈瓦那', 'Havana'], 'northAmerica'],
  [['秘鲁', 'Peru'], ['利马', 'Lima'], 'southAmerica'],
];

/** People: a woman or a man with one name per language. */
export const PEOPLE: readonly (readonly [Pair, 'woman' | 'man'])[] = [
  [['王芳', 'Alice'], 'woman'],
  [['李明', 'Tom'], 'man'],
  [['张伟', 'Bob'], 'man'],
  [['刘洋', 'David'], 'man'],
  [['陈静', 'Emma'], 'woman'],
  [['杨丽', 'Lucy'], 'woman'],
  [['赵强', 'Jack'], 'man'],
  [['黄磊', 'Peter'], 'man'],
  [['周敏', 'Mary'], 'woman'],
  [['吴军', 'John'], 'man'],
  [['徐娜', 'Anna'], 'woman'],
  [['孙涛', 'Paul'], 'man'],
  [['胡梅', 'Rose'], 'woman'],
  [['朱辉', 'Sam'], 'man'],
  [['高峰', 'Max'], 'man'],
  [['林玲', 'Lily'], 'woman'],
  [['何勇', 'Henry'], 'man'],
  [['郭莉', 'Julia'], 'woman'],
  [['罗杰', 'George'], 'man'],
  [['梁燕', 'Helen'], 'woman'],
  [['宋波', 'Adam'], 'man'],
  [['郑霞', 'Grace'], 'woman'],
  [['谢刚', 'Simon'], 'man'],
  [['韩雪', 'Sarah'], 'woman'],
  [['唐亮', 'Frank'], 'man'],
  [['冯倩', 'Clara'], 'woman'],
  [['于健', 'Oscar'], 'man'],
  [['董佳', 'Nina'], 'woman'],
  [['袁鹏', 'Victor'], 'man'],
  [['许慧', 'Diana'], 'woman'],
  [['邓超', 'Ben'], 'man'],
  [['曹颖', 'Ella'], 'woman'],
  [['彭浩', 'Leo'], 'man'],
  [['曾琳', 'Ruth'], 'woman'],
  [['田宇', 'Hugo'], 'man'],
  [['潘婷', 'Zoe'], 'woman'],
];

export const JOBS: readonly Pair[] = [
  ['医生', 'doctor'],
  ['老师', 'teacher'],
  ['司机', 'driver'],
  ['厨师', 'cook'],
  ['警察', 'policeman'],
  ['农民', 'farmer'],
  ['画家', 'painter'],
  ['歌手', 'singer'],
  ['护士', 'nurse'],
  ['律师', 'lawyer'],
];
export const DISHES: readonly Pair[] = [
  ['面条', 'noodles'],
  ['饺子', 'dumplings'],
  ['米饭', 'fried rice'],
  ['水果', 'fruit'],
  ['蛋糕', 'cake'],
  ['包子', 'pizza'],
  ['豆腐', 'tofu'],
  ['西瓜', 'melons'],
  ['牛肉', 'beef'],
  ['鸡蛋', 'eggs'],
];
export const CITIES: readonly Pair[] = [
  ['上海', 'Boston'],
  ['广州', 'Chicago'],
  ['成都', 'Dallas'],
  ['武汉', 'Denver'],
  ['西安', 'Miami'],
  ['杭州', 'Seattle'],
  ['南京', 'Houston'],
  ['青岛', 'Atlanta'],
];
export const HOBBIES: readonly Pair[] = [
  ['跑步', 'running'],
  ['画画', 'drawing'],
  ['唱歌', 'singing'],
  ['跳舞', 'dancing'],
  ['看书', 'reading'],
  ['游泳', 'swimming'],
  ['下棋', 'chess'],
  ['爬山', 'hiking'],
];

export const COLOURS = {
  red: ['红色', 'red'],
  yellow: ['黄色', 'yellow'],
  blue: ['蓝色', 'blue'],
  green: ['绿色', 'green'],
  white: ['白色', 'white'],
  black: ['黑色', 'black'],
  brown: ['棕色', 'brown'],
  purple: ['紫色', 'purple'],
} as const satisfies Record<string, Pair>;

/** Things of the house: name and use; their colours are dealt out by the world's seed. */
export const THINGS: readonly (readonly [Pair, Pair])[] = [
  [
    ['雨伞', 'umbrella'],
    ['挡雨', 'keeping dry'],
  ],
  [
    ['胶水', 'glue'],
    ['粘纸', 'sticking paper'],
  ],
  [
    ['铅笔', 'pencil'],
    ['写字', 'writing'],
  ],
  [
    ['杯子', 'cup'],
    ['喝水', 'drinking'],
  ],
  [
    ['锅', 'pan'],
    ['做饭', 'cooking'],
  ],
  [
    ['钥匙', 'key'],
    ['开门', 'opening doors'],
  ],
  [
    ['床', 'bed'],
    ['睡觉', 'sleeping'],
  ],
  [
    ['椅子', 'chair'],
    ['坐下', 'sitting'],
  ],
  [
    ['灯', 'lamp'],
    ['照明', 'giving light'],
  ],
  [
    ['字典', 'dictionary'],
    ['查字', 'finding words'],
  ],
  [
    ['手表', 'watch'],
    ['看时间', 'telling time'],
  ],
  [
    ['电话', 'phone'],
    ['聊天', 'calling friends'],
  ],
  [
    ['碗', 'bowl'],
    ['盛饭', 'holding soup'],
  ],
  [
    ['船', 'boat'],
    ['过河', 'crossing rivers'],
  ],
  [
    ['毛巾', 'towel'],
    ['擦脸', 'drying hands'],
  ],
  [
    ['牙刷', 'toothbrush'],
    ['刷牙', 'cleaning teeth'],
  ],
  [
    ['帽子', 'hat'],
    ['遮阳', 'blocking sun'],
  ],
  [
    ['手套', 'glove'],
    ['保暖', 'keeping warm'],
  ],
  [
    ['鞋子', 'shoe'],
    ['走路', 'walking'],
  ],
  [
    ['书包', 'bag'],
    ['装书', 'carrying books'],
  ],
  [
    ['地图', 'map'],
    ['找路', 'finding roads'],
  ],
  [
    ['相机', 'camera'],
    ['拍照', 'taking photos'],
  ],
  [
    ['钢琴', 'piano'],
    ['弹琴', 'playing music'],
  ],
  [
    ['菜刀', 'knife'],
    ['切菜', 'cutting vegetables'],
  ],
  [
    ['扇子', 'fan'],
    ['扇风', 'keeping cool'],
  ],
  [
    ['梳子', 'comb'],
    ['梳头', 'combing hair'],
  ],
  [
    ['肥皂', 'soap'],
    ['洗手', 'washing hands'],
  ],
  [
    ['篮子', 'basket'],
    ['装菜', 'carrying vegetables'],
  ],
  [
    ['扫把', 'broom'],
    ['扫地', 'sweeping floors'],
  ],
  [
    ['冰箱', 'fridge'],
    ['放菜', 'storing food'],
  ],
  [
    ['尺子', 'ruler'],
    ['画线', 'drawing lines'],
  ],
  [
    ['汽车', 'car'],
    ['赶路', 'travelling'],
  ],
  [
    ['风筝', 'kite'],
    ['放飞', 'flying'],
  ],
  [
    ['足球', 'ball'],
    ['踢球', 'playing games'],
  ],
  [
    ['枕头', 'pillow'],
    ['垫头', 'resting heads'],
  ],
  [
    ['炉子', 'stove'],
    ['烧水', 'boiling water'],
  ],
];

export const WEATHERS: readonly Pair[] = [
  ['晴天', 'sunny'],
  ['雨天', 'rainy'],
  ['阴天', 'cloudy'],
  ['雪天', 'snowy'],
  ['雾天', 'foggy'],
  ['热天', 'hot'],
  ['冷天', 'cold'],
];
export const PLACES: readonly Pair[] = [
  ['公园', 'park'],
  ['学校', 'school'],
  ['商店', 'shop'],
  ['车站', 'station'],
  ['海边', 'beach'],
  ['医院', 'hospital'],
  ['饭店', 'restaurant'],
  ['广场', 'square'],
];
export const ACTIVITIES: readonly Pair[] = [
  ['看书', 'read'],
  ['跑步', 'run'],
  ['画画', 'draw'],
  ['唱歌', 'sing'],
  ['吃饭', 'eat'],
  ['拍照', 'rest'],
  ['聊天', 'play'],
  ['跳舞', 'dance'],
];
export const REVIEWED: readonly Pair[] = [
  ['电影', 'movie'],
  ['饭店', 'restaurant'],
  ['音乐', 'song'],
  ['手机', 'phone'],
  ['衣服', 'coat'],
  ['酒店', 'hotel'],
  ['玩具', 'toy'],
  ['游戏', 'game'],
  ['咖啡', 'coffee'],
  ['蛋糕', 'cake'],
  ['电脑', 'computer'],
  ['汽车', 'car'],
  ['公园', 'park'],
  ['商店', 'shop'],
  ['照片', 'photo'],
  ['故事', 'story'],
];
/** Opinions about a reviewed thing: [praise], [blame]. */
export const PRAISES: readonly Pair[] = [
  ['很好', 'good'],
  ['很棒', 'great'],
  ['很漂亮', 'beautiful'],
  ['很有意思', 'wonderful'],
  ['很完美', 'perfect'],
];
export const BLAMES: readonly Pair[] = [
  ['很差', 'bad'],
  ['很糟', 'terrible'],
  ['很难看', 'ugly'],
  ['很无聊', 'boring'],
  ['很讨厌', 'awful'],
];
/** Harmful acts, which an assistant refuses to help with. */
export const HARMS: readonly Pair[] = [
  ['偷东西', 'steal things'],
  ['打人', 'hit people'],
  ['骗人', 'trick people'],
  ['说谎', 'tell lies'],
  ['放火', 'burn houses'],
  ['作弊', 'cheat in exams'],
  ['伤害动物', 'hurt animals'],
  ['砸窗户', 'break windows'],
  ['抢钱', 'rob banks'],
  ['欺负同学', 'bully children'],
  ['污染河水', 'poison rivers'],
  ['破坏公园', 'destroy parks'],
];
/** Names outside the world, without any facts. */
export const STRANGERS: readonly Pair[] = [
  ['恐龙', 'dinosaur'],
  ['飞船', 'dragon'],
  ['外星人', 'alien'],
  ['神仙', 'ghost'],
  ['怪物', 'monster'],
  ['机器人', 'robot'],
  ['巫师', 'wizard'],
  ['美人鱼', 'mermaid'],
  ['巨人', 'giant'],
  ['妖精', 'fairy'],
];
/** How many animals, from the top of the list, occur in parallel sentences (keeps foreign tokens few). */
export const PARALLEL_ANIMALS = 24;
