"""Words that tell a person to look: the classes of personal facts that no pattern decides, and their words."""

HEALTH = "health"
PROPERTY = "property"
RELATIONS = "relations"
LIFE = "life"
DISABILITY = "disability"
MARRIAGE = "marriage"
MINOR = "minor"
POST = "post"

# In the order of the publication rule (the six classes that need a person), then minors and unit with post.
HINT_KINDS: dict[str, str] = {
    HEALTH: "个人病历",
    PROPERTY: "财产状况",
    RELATIONS: "社会关系",
    LIFE: "生活经历",
    DISABILITY: "身体缺陷",
    MARRIAGE: "婚恋状况",
    MINOR: "不满十四周岁的未成年人",
    POST: "单位和职务",
}

WORDS: dict[str, str] = {
    HEALTH: """
        患有 患了 患病 确诊 癌 肿瘤 白血病 尿毒症 透析 化疗 高血压 糖尿病 冠心病 心脏病 脑梗 中风 肝炎 乙肝 肺结核
        艾滋 精神病 精神分裂 抑郁 癫痫 尘肺 住院 病历 病史 手术 骨折 流产 怀孕 孕妇 药费 医药费 重病 大病 慢性病
        瘫痪
    """,
    PROPERTY: """
        存款 积蓄 欠债 欠款 负债 贷款 房贷 工资 月薪 年薪 月收入 年收入 家庭收入 退休金 养老金 低保金 家产 遗产 继承
        名下有 房产证 不动产权证 赔偿款 补偿款 彩礼
    """,
    RELATIONS: """
        丈夫 妻子 老公 老婆 爱人 父亲 母亲 爸爸 妈妈 儿子 女儿 儿媳 女婿 公公 婆婆 岳父 岳母 爷爷 奶奶 外公 外婆
        哥哥 弟弟 姐姐 妹妹 叔叔 舅舅 姑姑 侄子 外甥 孙子 孙女 亲戚 堂兄 堂弟 表哥 表弟
    """,
    LIFE: """
        坐牢 服刑 刑满 判刑 拘留 劳教 吸毒 戒毒 赌博 前科 当过兵 退伍 退役 复员 转业 下岗 上访 被打 被骗 被强奸
        被家暴 家暴 自杀 轻生 孤儿 收养 抱养 流浪 毕业于
    """,
    DISABILITY: """
        残疾 残障 伤残 失明 盲人 聋哑 耳聋 哑巴 跛脚 截肢 断指 畸形 智障 弱智 侏儒 毁容 口吃 坐轮椅 不能行走
        生活不能自理
    """,
    MARRIAGE: """
        离婚 离异 再婚 丧偶 未婚 已婚 单身 同居 分居 出轨 婚外情 第三者 男朋友 女朋友 男友 女友 前夫 前妻 恋爱 订婚
        退婚 未婚先孕 非婚生
    """,
    MINOR: """
        未成年 幼儿园 婴儿 小学生 学前班 幼儿 新生儿 留守儿童 儿童 我家小孩 小孩子
    """,
}
